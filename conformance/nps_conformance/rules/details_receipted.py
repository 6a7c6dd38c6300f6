"""Rule: what was listed and read is confirmed."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import CANCEL, DETAILS, RECEIPT, Evidence, Story
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
    unmet,
)


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.DUTY,
    family="details and receipt",
    source="AP3: Send receipt confirmation for works order details.",
    needs=(DETAILS, RECEIPT),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The receipt of a listed works order is confirmed once its details were read, unless it is
    sent back.
    """
    for story in evidence.stories:
        yield from _spans(story, evidence.due_within)


def _spans(story: Story, within: int) -> Iterator[Occasion]:
    """One occasion for each span between receipts in which the order was listed and then read."""
    ends = [call.seq for call in story.calls_of(RECEIPT) if call.effective]
    listed = [each.seq for each in story.listings]
    read = [each.seq for each in story.views]
    start, at_list, at_view = -1, 0, 0
    for end in [*ends, None]:
        while at_list < len(listed) and listed[at_list] <= start:
            at_list += 1
        news = listed[at_list] if at_list < len(listed) else None
        while news is not None and at_view < len(read) and read[at_view] < news:
            at_view += 1
        view = read[at_view] if news is not None and at_view < len(read) else None
        if view is not None and end is not None and view < end:
            yield satisfied(view, end)
        elif view is not None and end is None:
            yield _open_end(story, view, within)
        if end is not None:
            start = end


def _open_end(story: Story, view: int, within: int) -> Occasion:
    later = [call for call in story.calls_of(RECEIPT, CANCEL) if call.seq > view]
    for call in later:
        if call.operation == CANCEL and call.effective:
            return satisfied(view, call.seq)
    receipts = [call for call in later if call.operation == RECEIPT]
    if receipts and receipts[-1].unclear:
        return undecided(Why.NOT_DUE, view)
    since = receipts[-1].seq if receipts else view
    return unmet(story.pace, since, within) or Violated(
        entries=(view, *(call.seq for call in receipts)),
        order=story.number,
        state=state_as_told(story, since + 1),
        came=f"Nothing: the details of {story.number} were read in entry {view}, and no receipt "
        f"was confirmed in {within} polls or rounds since.",
        legal=f"ConfirmWorksOrderReceipt for {story.number}.",
        fix="Confirm the receipt when the details are stored; after a refusal read them again "
        "and confirm what they show.",
    )
