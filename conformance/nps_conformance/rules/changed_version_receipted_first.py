"""Rule: a changed order is receipted before its lines are worked by."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

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
        receipts = _receipts(story)
        for call in anew(story.calls_of(COMPLETE, VARY)):
            occasion = _judged(story, call, receipts)
            if occasion is not None:
                yield occasion


def _judged(story: Story, call: Call, receipts: Sequence[tuple[int, int, int]]) -> Occasion | None:
    view = view_before(story, call.seq)
    at = bisect_left(receipts, call.seq, key=lambda each: each[0])
    if view is None or at == 0:
        return None  # which a rule of its own judges
    _, version, receipt = receipts[at - 1]
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


def _receipts(story: Story) -> list[tuple[int, int, int]]:
    """For each receipt its entry, the highest version sent by then, and the entry that sent that;
    a refused one counts not. Without a version it is that of the details read last.
    """
    found: list[tuple[int, int, int]] = []
    for call in story.calls_of(RECEIPT):
        if call.request is None or not (call.told_success or call.unclear):
            continue
        view = view_before(story, call.seq)
        version = call.request.version or (view.details.version if view is not None else 1)
        higher = not found or version >= found[-1][1]
        found.append((call.seq, version, call.seq) if higher else (call.seq, *found[-1][1:]))
    return found
