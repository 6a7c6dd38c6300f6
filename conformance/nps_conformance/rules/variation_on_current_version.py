"""Rule: a variation is based on the current version."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import scope_before, state_as_told
from nps_conformance.evidence.model import VARY, Evidence
from nps_conformance.evidence.repeating import anew
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
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="variation",
    source="AP2: Return latest detail of works order and appointments. AP6: Send works order "
    "variation details. The published contract: a variation names the version it changes.",
    needs=(VARY,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A variation names as its base the latest version that the contractor was told."""
    for story in evidence.stories:
        for call in anew(story.calls_of(VARY)):
            scope = scope_before(story, call.seq)
            if scope is None:
                continue
            if call.request.base_version == scope.version:
                yield satisfied(scope.seq, call.seq)
                continue
            yield Violated(
                entries=(scope.seq, call.seq),
                message=call.seq,
                order=story.number,
                element="BaseVersion",
                instead=str(scope.version),
                state=state_as_told(story, call.seq),
                came=f"VaryWorksOrder for {story.number} on version {call.request.base_version}; "
                f"version {scope.version} was told in entry {scope.seq}.",
                legal=f"VaryWorksOrder on version {scope.version}.",
                fix="Take the base version from the latest details, and look again whether the "
                "change still fits.",
            )
