"""Rule: the receipt of an emergency does not wait."""

from collections.abc import Iterator
from typing import Final

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import DETAILS, RECEIPT, Evidence, Story, View
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

URGENT: Final = frozenset({"IMM", "EMG"})
MOST: Final = 1  # polls or rounds between the reading and the receipt: a poller may run beside


@rule(
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.DUTY,
    family="polling",
    source="Assumed: the landlord's desk watches for the receipt of an emergency (priority IMM or "
    "EMG), and rings up somebody else when it does not come.",
    needs=(DETAILS, RECEIPT),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The receipt of an emergency is sent before the contractor has polled twice more, or called
    in two more rounds, since it read the details.
    """
    for story in evidence.stories:
        view = next((each for each in story.views if _news(story, each)), None)
        if view is not None:
            yield from _sent(story, view)


def _news(story: Story, view: View) -> bool:
    """Whether these details told of an emergency that a list had announced."""
    listed = bool(story.listings) and story.listings[0].seq < view.seq
    return listed and view.details.priority_code in URGENT and view.details.status != "CAN"


def _sent(story: Story, view: View) -> Iterator[Occasion]:
    receipt = next((call for call in story.calls_of(RECEIPT) if call.seq > view.seq), None)
    if receipt is None:
        return  # that it comes at all is another rule's
    waited = story.pace.beats_between(view.seq, receipt.seq)
    if waited <= MOST:
        yield satisfied(view.seq, receipt.seq)
        return
    yield Violated(
        entries=(view.seq, receipt.seq),
        message=receipt.seq,
        order=story.number,
        state=state_as_told(story, receipt.seq),
        came=f"The receipt of {story.number} ({view.details.priority_code}), {waited} polls or "
        "rounds after its details were read.",
        legal=f"ConfirmWorksOrderReceipt for {story.number} at once.",
        fix="Confirm the receipt of an order as soon as it is stored; do not gather receipts.",
    )
