"""Rule: a variation gives a published reason."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import VARY, Evidence
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)
from nps_wsdl.codes import VARIATION_REASONS


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="variation",
    source="AP6: Send works order variation details. The published contract: the list of variation "
    "reasons.",
    needs=(VARY,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A variation says why, with a code of the published list of variation reasons."""
    for story in evidence.stories:
        for call in story.calls_of(VARY):
            if call.request is None:
                continue
            reason = call.request.reason_code
            if reason in VARIATION_REASONS or call.told_success:  # taken, it is on the list
                yield satisfied(call.seq)
                continue
            yield Violated(
                entries=(call.seq,),
                message=call.seq,
                order=story.number,
                element="ReasonCode",
                state=state_as_told(story, call.seq),
                came=f"VaryWorksOrder for {story.number} with reason {reason!r}.",
                legal=f"One of {', '.join(VARIATION_REASONS)}.",
                fix="Translate your own reasons into the landlord's list, each of them, before "
                "they are needed.",
            )
