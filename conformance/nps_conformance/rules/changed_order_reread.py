"""Rule: a changed order is read again."""

from bisect import bisect_left
from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told, view_after, view_before, was_read
from nps_conformance.evidence.model import DETAILS, POLL, RECEIPT, Evidence, Story
from nps_conformance.evidence.pace import following
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
    source="AP1: Request new and changed works orders. AP2: Return latest detail of works order "
    "and appointments.",
    needs=(POLL, DETAILS),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A works order that is listed again after its receipt, or whose receipt is refused because
    it has changed, is read again. (When all of the change had been read before it was listed, its
    receipt will do.)
    """
    for story in evidence.stories:
        asked = max((call.seq for call in story.calls_of(DETAILS)), default=-1)
        for told in _news(story):
            yield _answered(story, told, asked, evidence.due_within)


def _news(story: Story) -> list[int]:
    """Entries that told of a change of an order the contractor had read before, each news once."""
    receipts = [call for call in story.calls_of(RECEIPT) if not call.unclear]
    told: list[int] = []
    confirmed, waiting = 0, iter(receipts)
    receipt = next(waiting, None)
    last_counted = -1
    for listing in story.listings:
        while receipt is not None and receipt.seq < listing.seq:
            confirmed += receipt.told_success
            receipt = next(waiting, None)
        view = view_before(story, listing.seq)
        if view is None:
            continue
        newer = listing.version is not None and listing.version > view.details.version
        if newer or (confirmed and confirmed != last_counted):
            if not told or view.seq > told[-1]:
                told.append(listing.seq)
            last_counted = confirmed
    told += [call.seq for call in receipts if call.told_refusal and _overtaken(story, call.seq)]
    return sorted(told)


def _overtaken(story: Story, seq: int) -> bool:
    """Whether the landlord changed the order between the last reading and the receipt."""
    view = view_before(story, seq)
    return view is not None and story.acted_between(view.seq, seq)


def _answered(story: Story, told: int, asked: int, within: int) -> Occasion:
    view = view_after(story, told)
    if view is not None:
        return satisfied(told, view.seq)
    confirmed = _confirmed(story, told)
    if confirmed is not None:
        return confirmed
    if asked > told:
        return undecided(Why.NOT_DUE, told)
    return unmet(story.pace, told, within) or Violated(
        entries=(told,),
        order=story.number,
        state=state_as_told(story, told + 1),
        came=f"Nothing: {story.number} had changed, as entry {told} told, and its details were "
        f"not requested in {within} polls or rounds since.",
        legal=f"RequestWorksOrderDetails for {story.number}, then its receipt.",
        fix="Treat every listed number as news, known or not, and read its details again.",
    )


def _confirmed(story: Story, told: int) -> Occasion | None:
    """That the receipt was all that was missing: the change had been read before it was listed."""
    view = view_before(story, told)
    at = bisect_left(story.listings, told, key=lambda each: each.seq)
    listings = (each for each in story.listings[at : at + 1] if each.seq == told)
    listing = next(listings, None)
    if view is None or listing is None or not was_read(story, view, listing):
        return None
    receipt = following(story.receipts, told)
    return None if receipt is None else satisfied(view.seq, told, receipt)
