"""Rule: the receipt names the version that was read."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told, view_before
from nps_conformance.evidence.model import RECEIPT, Evidence
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
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="details and receipt",
    source="AP3: Send receipt confirmation for works order details. The published contract: with "
    "a version, the receipt confirms exactly that version; without it, what the last delivered "
    "details showed.",
    needs=(RECEIPT,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A receipt that names a version names the one that was read last; a list, a guess or an
    earlier reading is not enough. Without a version it confirms what the last details showed.
    """
    for story in evidence.stories:
        for call in anew(story.calls_of(RECEIPT)):
            view = view_before(story, call.seq)
            if view is None:
                continue
            if call.request.version in {None, view.details.version}:
                yield satisfied(view.seq, call.seq)
                continue
            yield Violated(
                entries=(view.seq, call.seq),
                message=call.seq,
                order=story.number,
                element="Version",
                instead=str(view.details.version),
                state=state_as_told(story, call.seq),
                came=f"ConfirmWorksOrderReceipt for {story.number} names version "
                f"{call.request.version}, and version {view.details.version} was read.",
                legal=f"The receipt of version {view.details.version}, or "
                "RequestWorksOrderDetails to read a newer one.",
                fix="Take the version from the details you stored, not from the list.",
            )
