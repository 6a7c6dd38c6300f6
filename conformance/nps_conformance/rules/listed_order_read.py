"""Rule: a listed order is read."""

from collections.abc import Iterator

from nps_conformance.evidence.model import DETAILS, POLL, Evidence, Story
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
    family="polling",
    source="AP1: Request new and changed works orders; a list of works order numbers is returned. "
    "AP2: Request details of a single works order number.",
    needs=(POLL, DETAILS),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The details of every works order on a list are requested, whatever its number and place,
    and again when no answer came; one that cannot be read does not hold up the others.
    """
    for story in evidence.stories:
        if story.listings:
            yield _read(story, evidence.due_within)


def _read(story: Story, within: int) -> Occasion:
    """Whether the order was read for the first time; later news have a rule of their own."""
    listed = story.listings[0].seq
    if story.views and story.views[0].seq < listed:
        return undecided(Why.NOT_DUE, listed)
    if story.views:
        return satisfied(listed, story.views[0].seq)
    asked = [call for call in story.calls_of(DETAILS) if call.seq > listed]
    if any(call.told_refusal for call in asked) or _taken_away(story, listed):
        return undecided(Why.NOT_DUE, listed)
    since = asked[-1].seq if asked else listed
    tried = f", and {len(asked)} requests for its details had no answer" if asked else ""
    return unmet(story.pace, since, within) or Violated(
        entries=(listed, *(call.seq for call in asked[-2:])),
        order=story.number,
        state=f"works order {story.number}: listed, never read",
        came=f"Nothing: {story.number} is listed since entry {listed}{tried}; nothing more came "
        f"in {within} polls or rounds since entry {since}.",
        legal=f"RequestWorksOrderDetails for {story.number}.",
        fix="Read every number of every list, in any order, and until it was read. A new order "
        "need not have the highest number, and one that fails must not end the loop.",
    )


def _taken_away(story: Story, listed: int) -> bool:
    """Whether the landlord gave the order to somebody else after it was listed."""
    return any(each.name == "reallocate_order" and each.seq > listed for each in story.actions)
