"""Rule: a changed order is receipted before its lines are worked by."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told, view_before
from nps_conformance.evidence.model import COMPLETE, RECEIPT, VARY, Call, Evidence, Story
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
    level=Level.SHOULD,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="details and receipt",
    source="New orders and successful variations will be made available to the contractor; AP3: "
    "Send receipt confirmation for works order details. What holds for a new order holds for its "
    "new version.",
    needs=(RECEIPT,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """When the details have shown a new version of a works order, it is completed or varied only
    after the receipt of that version was confirmed.
    """
    for story in evidence.stories:
        for call in anew(story.calls_of(COMPLETE, VARY)):
            occasion = _judged(story, call)
            if occasion is not None:
                yield occasion


def _judged(story: Story, call: Call) -> Occasion | None:
    view = view_before(story, call.seq)
    received = _received(story, call.seq)
    if view is None or received is None:
        return None  # which a rule of its own judges
    version, receipt = received
    if version >= view.details.version:
        return satisfied(receipt, call.seq) if version > 1 else None
    return Violated(
        entries=(receipt, view.seq, call.seq),
        message=call.seq,
        order=story.number,
        element=call.operation,
        state=state_as_told(story, call.seq),
        came=f"{call.operation} for {story.number} by version {view.details.version}, read in "
        f"entry {view.seq}; only version {version} was confirmed as received.",
        legal=f"ConfirmWorksOrderReceipt of version {view.details.version}, then this.",
        fix="Take in a change as a new order is taken in: read it, keep it, confirm it, and only "
        "then work by it.",
    )


def _received(story: Story, seq: int) -> tuple[int, int] | None:
    """The highest version whose receipt was sent before, and the entry; a refused one counts not.
    Without a version it is that of the details read last.
    """
    highest: tuple[int, int] | None = None
    for call in story.calls_of(RECEIPT):
        if call.seq > seq:
            break
        if call.request is None or not (call.told_success or call.unclear):
            continue
        view = view_before(story, call.seq)
        version = call.request.version or (view.details.version if view is not None else 1)
        if highest is None or version >= highest[0]:
            highest = (version, call.seq)
    return highest
