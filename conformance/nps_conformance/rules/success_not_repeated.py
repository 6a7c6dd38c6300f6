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
    kind=Kind.PROHIBITION,
    family="repeats",
    source="AP3 to AP9 return a status of action: who has read that it was taken need not ask "
    "again. The published contract: success with messages is success.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A message whose success was read, with or without messages beside it, is not sent again when
    the next is sent.
    """
    by_contractor: defaultdict[str, list[Call]] = defaultdict(list)
    for call in evidence.calls:
        if call.operation in WRITES and call.request is not None:
            by_contractor[call.contractor].append(call)
    asked = _asked_last(evidence)
    turns, handled = evidence.turns, evidence.handled
    died = bool(turns and handled) and handled[-1] < turns[-1]
    for contractor, writes in by_contractor.items():
        yield from _repeats(writes, evidence.last if died else asked[contractor])


def _asked_last(evidence: Evidence) -> defaultdict[str, int]:
    """The entry that last gave each contractor something to do."""
    for_all = max((each.seq for each in evidence.instructions if not each.orders), default=-1)
    last: defaultdict[str, int] = defaultdict(lambda: for_all)
    for story in evidence.stories:
        if story.instructions:
            last[story.contractor] = max(last[story.contractor], story.instructions[-1].seq)
    return last


def _repeats(writes: Sequence[Call], asked: int) -> Iterator[Occasion]:
    """Who writes the next message is alive, and could have sent the one before again; polls alone
    prove nothing. `asked` is the entry after which life was due.
    """
    told: dict[int, Call] = {}  # by the entry of the first such message: who read its success
    waiting: int | None = None  # the first entry of the last one, until another is sent
    for call in writes:
        first = call.seq if call.again is None else call.again
        if waiting is not None and waiting != first:
            yield satisfied(told[waiting].seq, call.seq)
            waiting = None
        reader = told.get(first)
        if reader is not None:
            yield _violation(reader, call)
            waiting = None
        elif call.told_success:
            told[first] = call
            waiting = first
    if waiting is not None:
        read = told[waiting].seq
        yield undecided(Why.NO_LIFE if asked > read else Why.NOT_TEMPTED, read)


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
