"""Rule: no receipt before the details."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told, view_before
from nps_conformance.evidence.model import DETAILS, RECEIPT, Evidence
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
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="details and receipt",
    source="AP3: Send receipt confirmation for works order details.",
    needs=(RECEIPT,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A receipt is confirmed only for a works order whose details the contractor has read."""
    for story in evidence.stories:
        asked: int | None = None
        perhaps = False
        for call in story.calls_of(DETAILS, RECEIPT):
            if call.operation == DETAILS:
                asked, perhaps = call.seq, perhaps or call.perhaps_read
                continue
            view = view_before(story, call.seq)
            if view is not None:
                yield satisfied(view.seq, call.seq)
                continue
            if asked is not None and perhaps:
                yield undecided(Why.NOT_TOLD, asked, call.seq)
                continue
            yield Violated(
                entries=(call.seq,),
                message=call.seq,
                order=story.number,
                element="WorksOrderNumber",
                state=state_as_told(story, call.seq),
                came=f"ConfirmWorksOrderReceipt for {story.number}, whose details were never "
                "delivered.",
                legal=f"RequestWorksOrderDetails for {story.number}.",
                fix="Request the details, store them, and only then confirm the receipt.",
            )
