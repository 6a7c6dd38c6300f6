"""Rule: who was shut out comes back."""

from collections import defaultdict
from collections.abc import Iterator

from nps_conformance.evidence.model import Call, Evidence
from nps_conformance.evidence.pace import after
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
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="repeats",
    source="All APIs are invoked by the contractor system, which has to come and get it; orders "
    "flow from raised to being paid without intervention.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """After replies that were lost, broken or errors, the contractor calls again once they are
    over, and gets an answer. Whoever stops calling for good has to be started by hand, and does not
    even know of what was missed. (Judged of a contractor that says of facts and rounds that they
    are dealt with; what it calls for is judged by other rules.)
    """
    by_contractor: defaultdict[str, list[Call]] = defaultdict(list)
    for call in evidence.calls:
        by_contractor[call.contractor].append(call)
    for calls in by_contractor.values():
        shut_out: Call | None = None
        for call in calls:
            if call.unclear:
                shut_out = call
            elif shut_out is not None:
                yield satisfied(shut_out.seq, call.seq)
                shut_out = None
        if shut_out is not None:
            yield _gone(shut_out, evidence)


def _gone(last: Call, evidence: Evidence) -> Occasion:
    """No answer was read since: after so many turns that were dealt with, none will be."""
    began = next((seq for seq in evidence.turns if seq > last.seq), evidence.last)
    dealt = after(evidence.handled, began)
    if dealt < evidence.due_within:
        return undecided(Why.NOT_DUE, last.seq)
    return Violated(
        entries=(last.seq,),
        message=last.seq,
        order=last.orders[0] if len(last.orders) == 1 else "",
        state=f"{last.operation} of entry {last.seq} was answered badly or not at all",
        came=f"No call in {dealt} facts and rounds since, and each was said to be dealt with.",
        legal="RequestWorksOrders, and again what had no clear answer.",
        fix="Catch errors of one call at that call; poll on, with growing pauses, without an end.",
    )
