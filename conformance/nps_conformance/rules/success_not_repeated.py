"""Rule: what succeeded is not sent again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from nps_conformance.evidence.model import WRITES, Call, Evidence
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    Why,
    rule,
    satisfied,
    undecided,
)


@rule(
    level=Level.SHOULD,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="repeats",
    source="AP3 to AP9 return a status of action: who has read that it was taken need not ask "
    "again. The published contract: success with messages is success.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A message whose success was read, with or without messages beside it, is not sent again."""
    by_contractor: defaultdict[str, list[Call]] = defaultdict(list)
    for call in evidence.calls:
        by_contractor[call.contractor].append(call)
    for calls in by_contractor.values():
        yield from _repeats(calls)


def _repeats(calls: Sequence[Call]) -> Iterator[Occasion]:
    told: dict[int, Call] = {}  # by the entry of the first such message: who read its success
    for call in calls:
        if call.operation not in WRITES or call.request is None:
            continue
        first = call.seq if call.again is None else call.again
        reader = told.get(first)
        if reader is not None:
            yield _violation(reader, call)
        elif call.told_success:
            told[first] = call
            life = calls[-1].seq > call.seq
            yield satisfied(call.seq) if life else undecided(Why.NO_LIFE, call.seq)


def _violation(reader: Call, call: Call) -> Violated:
    return Violated(
        entries=(reader.seq, call.seq),
        message=call.seq,
        order=", ".join(call.orders),
        element="ExternalReference",
        state=f"{call.operation} {call.reference}: answered with success in entry {reader.seq}",
        came=f"{call.operation} {call.reference} once more.",
        legal="Nothing: it was done.",
        fix="Decide by SuccessFlag alone: Y is success, whatever messages stand beside it, and "
        "takes the event out of the outbox.",
    )
