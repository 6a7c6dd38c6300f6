"""Rule: an unanswered message is not repeated without end."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from nps_conformance.evidence.model import DETAILS, WRITES, Call, Evidence
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

MOST: Final = 10
JUDGED: Final = WRITES | {DETAILS}  # a poll may be all that a contractor has to send


@rule(
    level=Level.MUST,
    provenance=Provenance.ASSUMED,
    kind=Kind.MESSAGE,
    family="repeats",
    source="Assumed: a server that comes back after an outage is brought down again by clients "
    "that repeat at once and without end; retries are bounded and spaced.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A message without a clear answer is not sent more than ten times in a row: then something
    else comes first, a poll, another order, or the next fact or round.
    """
    by_contractor: defaultdict[str, list[Call]] = defaultdict(list)
    for call in evidence.calls:
        by_contractor[call.contractor].append(call)
    for calls in by_contractor.values():
        for run in _runs(calls, evidence.turns):
            yield _occasion(run, calls[-1].seq)


def _runs(calls: Sequence[Call], turns: Sequence[int]) -> Iterator[list[Call]]:
    """The same message in a row within one turn, where an answer was unclear."""
    run: list[Call] = []
    turn = 0
    for call in calls:
        now = bisect_right(turns, call.seq)
        same = bool(run) and now == turn and run[-1].unclear and _same(run[-1], call)
        if not same:
            if run and run[0].unclear:
                yield run
            run = []
        turn = now
        if call.operation in JUDGED and call.request is not None:
            run.append(call)
    if run and run[0].unclear:
        yield run


def _same(one: Call, other: Call) -> bool:
    return one.operation == other.operation and one.request == other.request


def _occasion(run: Sequence[Call], last: int) -> Occasion:
    seqs = [call.seq for call in run]
    if len(run) > MOST:
        return Violated(
            entries=tuple(seqs[: MOST + 1]),
            message=seqs[MOST],
            order=", ".join(run[0].orders),
            element="ExternalReference",
            state=f"no clear answer since entry {seqs[0]}",
            came=f"{run[0].operation} {len(run)} times in a row, with nothing between.",
            legal=f"At most {MOST} times; then a pause, and the rest of the work.",
            fix="Wait longer after each try, give up for this turn after a few, keep the message "
            "in the outbox, and go on with other work.",
        )
    if last > seqs[-1]:
        return satisfied(*seqs)
    return undecided(Why.NO_LIFE, *seqs)
