"""Rule: an unclear reply is settled without people."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import NOTE, Evidence, Story
from nps_conformance.evidence.unclear import Handling, Unclear, unclear_replies
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

SETTLED = frozenset({Handling.ASKED, Handling.REPEATED})


@rule(
    level=Level.SHOULD,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="repeats",
    source="Orders flow from raised to being paid without intervention.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A reply that did not come or could not be read is settled by the program: it asks, or sends
    the message again. A note that leaves it to people is better than silence, and slower.
    """
    for story in evidence.stories:
        for each in unclear_replies(story):
            handling = each.handling(evidence.due_within)
            if handling is Handling.PERSON and each.noted is not None:
                yield _violation(story, each, each.noted)
            elif handling in SETTLED:
                yield satisfied(each.call.seq)


def _violation(story: Story, each: Unclear, noted: int) -> Violated:
    call = each.call
    return Violated(
        entries=(call.seq, noted),
        message=noted,
        order=story.number,
        element=NOTE,
        state=state_as_told(story, noted),
        came=f"A note in entry {noted}, and nothing more about {call.operation} {call.reference} "
        f"for {story.number}, whose reply in entry {call.seq} was lost or unreadable.",
        legal=f"The message of entry {call.seq} again unchanged, or RequestWorksOrderDetails.",
        fix="Let the program resend an event until a status of action was read for it; it does "
        "no harm, as an identical message is answered as it was at first.",
    )
