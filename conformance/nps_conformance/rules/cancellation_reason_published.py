"""Rule: a cancellation gives a published reason."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import CANCEL, Evidence
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)
from nps_wsdl.codes import CANCELLATION_REASONS


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="cancellation",
    source="AP4: Send works order number to be cancelled. The published contract: the list of "
    "cancellation reasons.",
    needs=(CANCEL,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A cancellation says why, with a code of the published list of cancellation reasons."""
    for story in evidence.stories:
        for call in story.calls_of(CANCEL):
            if call.request is None:
                continue
            reason = call.request.reason_code
            if reason in CANCELLATION_REASONS or call.told_success:  # taken, it is on the list
                yield satisfied(call.seq)
                continue
            yield Violated(
                entries=(call.seq,),
                message=call.seq,
                order=story.number,
                element="ReasonCode",
                state=state_as_told(story, call.seq),
                came=f"CancelWorksOrder for {story.number} with reason {reason!r}.",
                legal=f"One of {', '.join(CANCELLATION_REASONS)}.",
                fix="Translate your own reasons into the landlord's list, each of them, before "
                "they are needed.",
            )
