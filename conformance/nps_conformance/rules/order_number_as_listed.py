"""Rule: works order numbers are used as listed."""

from collections.abc import Iterator

from nps_conformance.evidence.model import Evidence, Story
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
    family="polling",
    source="AP1: a list of works order numbers is returned. The published contract: a works order "
    "number is one string, never split or padded.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A works order is named by its number as the landlord has listed it: not padded, cut or
    counted on from another.
    """
    for story in evidence.stories:
        told = _told(story)
        for call in story.calls:
            if told is not None and told < call.seq:
                yield satisfied(told, call.seq)
            elif call.told_refusal and call.code == "ORDER-UNKNOWN":
                yield Violated(
                    entries=(call.seq,),
                    message=call.seq,
                    order=story.number,
                    element="WorksOrderNumber",
                    nth=call.orders.index(story.number),
                    state=f"works order {story.number}: never listed, and not known",
                    came=f"{call.operation} for {story.number}, which no list has named.",
                    legal="A number that RequestWorksOrders has listed, character by character.",
                    fix="Keep the number as one text, with its slash; do not split, pad or count "
                    "it.",
                )


def _told(story: Story) -> int | None:
    """The first entry that may have told the number: a list, or a fact of the world."""
    listed = [each.seq for each in story.listings[:1]]
    heard = [each.seq for each in story.instructions[:1]]
    return min(listed + heard, default=None)
