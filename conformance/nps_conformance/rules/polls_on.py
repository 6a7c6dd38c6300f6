"""Rule: a working contractor goes on polling."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator

from nps_conformance.evidence.model import POLL, Call, Evidence
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
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
            yield from _gaps(calls, paces[name].lively_rounds, evidence)


def _gaps(calls: list[Call], lively: tuple[int, ...], evidence: Evidence) -> Iterator[Occasion]:
    """One occasion for each span between polls; only one with work in it can be too long."""
    last = -1
    others: list[int] = []
    for call in calls:
        if call.operation != POLL:
            others.append(call.seq)
            continue
        # The poll itself came in the last of the rounds.
        late = _late(others, _between(lively, last, call.seq) - 1, last, evidence)
        if late is not None:
            yield late
        elif others:
            yield satisfied(others[-1], call.seq)
        last, others = call.seq, []
    late = _late(others, _between(lively, last, evidence.last + 1), last, evidence)
    if late is not None:
        yield late


def _between(rounds: tuple[int, ...], start: int, end: int) -> int:
    return bisect_left(rounds, end) - bisect_right(rounds, start)


def _late(others: list[int], busy: int, last: int, evidence: Evidence) -> Violated | None:
    if not others or busy < evidence.due_within:
        return None
    return Violated(
        entries=(*([last] if last >= 0 else []), *others[-3:]),
        message=others[-1],
        state=f"last asked in entry {last}" if last >= 0 else "never asked",
        came=f"{len(others)} other calls in {busy} rounds, and no RequestWorksOrders.",
        legal=f"RequestWorksOrders at least in every {evidence.due_within}th round that the "
        "contractor calls in.",
        fix="Poll on a schedule of its own, whether or not there is work.",
    )
