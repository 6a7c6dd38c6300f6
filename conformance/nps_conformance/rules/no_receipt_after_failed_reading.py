"""Rule: what could not be read is not confirmed."""

from bisect import bisect_left
from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told, view_before, was_read
from nps_conformance.evidence.model import DETAILS, RECEIPT, Call, Evidence, Story
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
    family="details and receipt",
    source="AP3: Send receipt confirmation for works order details: for those that were "
    "listed, not for older ones.",
    needs=(DETAILS, RECEIPT),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """When a works order is listed again and its details do not come or cannot be read, no receipt
    is confirmed until they were read. (A works order that was never read has a rule of its own.)
    """
    for story in evidence.stories:
        for call in anew(story.calls_of(RECEIPT)):
            occasion = _judged(story, call)
            if occasion is not None:
                yield occasion


def _judged(story: Story, call: Call) -> Occasion | None:
    view = view_before(story, call.seq)
    at = bisect_left(story.listings, call.seq, key=lambda each: each.seq)
    if view is None or at == 0:
        return None
    listing = story.listings[at - 1]
    listed = listing.seq
    failed = [
        each
        for each in story.calls_between(listed, call.seq)
        if each.operation == DETAILS and not each.told_success
    ]
    if not failed or any(each.perhaps_read for each in failed):
        return None
    if view.seq > listed:
        return satisfied(failed[-1].seq, view.seq, call.seq)
    if was_read(story, view, listing):
        return None  # it was listed for want of the receipt alone
    return Violated(
        entries=(listed, failed[-1].seq, call.seq),
        message=call.seq,
        order=story.number,
        element="WorksOrderNumber",
        state=state_as_told(story, call.seq),
        came=f"ConfirmWorksOrderReceipt for {story.number}, listed again in entry {listed}; its "
        f"details were asked for in entry {failed[-1].seq} and could not be read.",
        legal=f"RequestWorksOrderDetails for {story.number} again, until they are read.",
        fix="Let a failed reading stop the receipt of that order; it stays on the list until the "
        "next attempt.",
    )
