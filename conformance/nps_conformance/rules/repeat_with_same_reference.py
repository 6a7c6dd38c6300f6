"""Rule: a repeat carries the same reference and content."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import lived, state_as_told
from nps_conformance.evidence.model import RECEIPT, Evidence, Story
from nps_conformance.evidence.unclear import Unclear, unclear_replies
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    refrained,
    rule,
    satisfied,
)


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.PROHIBITION,
    family="repeats",
    source="The published contract: ExternalReference is the contractor's own event id; an "
    "identical resend gets the first answer again, other content under a used one is refused.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """After a reply that did not come or could not be read, the same event is sent again only
    under its first external reference and with its first content, unless what was read meanwhile
    shows that it was not recorded, or was recorded and has come to nothing since.
    """
    for story in evidence.stories:
        for each in unclear_replies(story):
            yield _judged(story, each)


def _judged(story: Story, each: Unclear) -> Occasion:
    unclear, again = each.call, each.again
    if again is None or each.another:
        return refrained(lived(story, unclear.seq), unclear.seq)
    if again.reference == unclear.reference and again.request == unclear.request:
        return satisfied(unclear.seq, again.seq)
    renamed = again.reference != unclear.reference
    return Violated(
        entries=(unclear.seq, again.seq),
        message=again.seq,
        order=story.number,
        element="ExternalReference",
        instead=unclear.reference if renamed else None,
        state=state_as_told(story, again.seq),
        came=f"{again.operation} again in entry {again.seq}, after the unclear reply to entry "
        f"{unclear.seq}, "
        + (
            f"with reference {again.reference} in place of {unclear.reference}."
            if renamed
            else f"with reference {again.reference} and other content."
        ),
        legal=f"The message of entry {unclear.seq} unchanged, with reference {unclear.reference}; "
        f"or a new one, once {'the list' if unclear.operation == RECEIPT else 'the details'} "
        "showed that it was not recorded.",
        fix="Store the request with its reference before it is sent, and resend what was stored.",
    )
