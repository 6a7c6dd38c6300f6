"""Rule: a repeat carries the same reference and content."""

from collections.abc import Iterator

from nps_conformance.evidence.identity import next_same
from nps_conformance.evidence.knowledge import lived, state_as_told, view_between
from nps_conformance.evidence.model import WRITES, Call, Evidence, Story
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
    under its first external reference and with its first content, unless the details have shown
    meanwhile that it was not recorded.
    """
    for story in evidence.stories:
        unclear = [
            call
            for call in story.calls_of(*WRITES)
            if call.unclear and call.request is not None and call.orders[0] == story.number
        ]
        following = next_same(story.calls) if unclear else {}
        for call in unclear:
            yield _judged(story, call, following.get(call.seq))


def _judged(story: Story, unclear: Call, again: Call | None) -> Occasion:
    if again is None or view_between(story, unclear.seq, again.seq) is not None:
        return refrained(lived(story, unclear.seq), unclear.seq)
    if again.reference == unclear.reference and again.request == unclear.request:
        return satisfied(unclear.seq, again.seq)
    renamed = again.reference != unclear.reference
    return Violated(
        entries=(unclear.seq, again.seq),
        message=again.seq,
        order=story.number,
        element="ExternalReference",
        state=state_as_told(story, again.seq),
        came=f"{again.operation} again in entry {again.seq}, after the unclear reply to entry "
        f"{unclear.seq}, "
        + (
            f"with reference {again.reference} in place of {unclear.reference}."
            if renamed
            else f"with reference {again.reference} and other content."
        ),
        legal=f"The message of entry {unclear.seq} unchanged, with reference {unclear.reference}; "
        "or RequestWorksOrderDetails to see whether it was recorded.",
        fix="Store the request with its reference before it is sent, and resend what was stored.",
    )
