"""Rule: a working contractor goes on polling."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from nps_conformance.evidence.model import POLL, Call, Evidence
from nps_conformance.evidence.pace import Pace
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

SHUT_OUT: Final = frozenset({"401", "CREDENTIALS"})  # who is, is right to stop


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="polling",
    source="All APIs are invoked by the contractor system, which has to come and get it. AP1: "
    "Request new and changed works orders.",
    needs=(POLL,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """As long as a contractor calls at all, it also asks for new and changed orders: whoever works
    through what it has without asking misses changes, holds and cancellations.
    """
    by_contractor: defaultdict[str, list[Call]] = defaultdict(list)
    for call in evidence.calls:
        by_contractor[call.contractor].append(call)
    paces = {story.contractor: story.pace for story in evidence.stories}
    for name, calls in by_contractor.items():
        if name in paces:
            yield from _gaps(calls, paces[name], evidence.due_within)


def _gaps(calls: list[Call], pace: Pace, within: int) -> Iterator[Occasion]:
    """One occasion for each span between polls; only one with work in it can be too long."""
    last = -1
    others: list[int] = []
    for call in calls:
        if call.operation == POLL:
            if others:
                late = _late(others, _busy(others, pace, last, call.seq), last, within)
                yield late or satisfied(others[-1], call.seq)
            last, others = call.seq, []
        elif call.code not in SHUT_OUT:
            others.append(call.seq)
    late = _late(others, _busy(others, pace, last, None), last, within)
    if late is not None:
        yield late


def _busy(others: list[int], pace: Pace, last: int, end: int | None) -> int:
    """The rounds with work in them, but for those in which it polled."""
    polled = {bisect_right(pace.rounds, seq) for seq in (last, end) if seq is not None}
    rounds = {bisect_right(pace.rounds, seq) for seq in others} - polled - {0}
    ended = len(pace.rounds) - (pace.rounds[-1:] != pace.lively_rounds[-1:])
    return sum(number <= ended for number in rounds)


def _late(others: list[int], busy: int, last: int, within: int) -> Violated | None:
    if busy < within:
        return None
    return Violated(
        entries=(*([last] if last >= 0 else []), *others[-3:]),
        message=others[-1],
        state=f"last asked in entry {last}" if last >= 0 else "never asked",
        came=f"{len(others)} other calls in {busy} rounds, and no RequestWorksOrders.",
        legal=f"RequestWorksOrders in one of {within} rounds that it calls in, or more.",
        fix="Poll on a schedule of its own, whether or not there is work.",
    )
