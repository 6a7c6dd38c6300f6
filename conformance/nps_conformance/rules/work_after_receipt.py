"""Rule: no work before the receipt."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told, status_before
from nps_conformance.evidence.model import CANCEL, RECEIPT, WORK, Call, Evidence, Story
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

SENT_BACK = frozenset({"WRALL", "DUPL", "INFO"})


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="details and receipt",
    source="New orders and successful variations will be made available to the contractor; the "
    "flows run from AP1 to AP3 before AP4 to AP9.",
    needs=(RECEIPT,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Nothing is reported, booked or invoiced on a works order before its receipt was confirmed;
    sending it back is the one exception.
    """
    for story in evidence.stories:
        receipt: int | None = None
        for call in story.calls:
            if call.operation == RECEIPT and (call.told_success or call.unclear):
                receipt = receipt or call.seq
            elif call.operation in WORK and not _sends_back(story, call):
                if receipt is not None:
                    yield satisfied(receipt, call.seq)
                    continue
                yield Violated(
                    entries=(call.seq,),
                    message=call.seq,
                    order=story.number,
                    element=call.operation,
                    state=state_as_told(story, call.seq),
                    came=f"{call.operation} for {story.number}, whose receipt was not confirmed.",
                    legal=f"ConfirmWorksOrderReceipt for {story.number}, after its details.",
                    fix="Hold back all reports on an order until its receipt was answered with "
                    "success.",
                )


def _sends_back(story: Story, call: Call) -> bool:
    """Whether it sends the order back, or says again that it is cancelled."""
    if call.operation != CANCEL:
        return False
    sent_back = getattr(call.request, "reason_code", "") in SENT_BACK
    return sent_back or status_before(story.statuses, call.seq) == "CAN"
