"""Rule: one visit without access cancels nothing."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from nps_conformance.evidence.facts import says_no_access
from nps_conformance.evidence.knowledge import lived, state_as_told
from nps_conformance.evidence.model import (
    CANCEL,
    DETAILS,
    NON_ACCESS,
    Call,
    Evidence,
    Story,
)
from nps_conformance.evidence.repeating import anew
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

REPEATED: Final = "NOACC"
ENOUGH: Final = 2


@rule(
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.PROHIBITION,
    family="cancellation",
    source="The published contract: NOACC is repeated non-access. Assumed: a tenant who was out "
    "once gets another visit.",
    needs=(CANCEL, NON_ACCESS),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A works order is cancelled for want of access (NOACC) only after two visits found none."""
    for story in evidence.stories:
        failed = _failed(story)
        cancelled = [
            call for call in anew(story.calls_of(CANCEL)) if call.request.reason_code == REPEATED
        ]
        for call in cancelled:
            before = failed[: bisect_left(failed, call.seq)]
            if len(before) >= ENOUGH:
                yield satisfied(*before, call.seq)
            else:
                yield _violation(story, before, call)
        if failed and not cancelled:
            yield refrained(lived(story, failed[0]), failed[0])


def _failed(story: Story) -> list[int]:
    """The entries that reported a visit without access, or told of it; each visit once."""
    found: dict[int, int] = {}  # how many there were, and the entry that made it so many
    count = 0
    for call in story.calls:
        if call.again is None and says_no_access(call) and not call.told_refusal:
            count += 1
        count = max(count, _shown(call))
        if count:
            found.setdefault(count, call.seq)
    return list(found.values())


def _shown(call: Call) -> int:
    details = call.reply.works_order if call.operation == DETAILS and call.told_success else None
    return len(details.non_accesses) if details is not None else 0


def _violation(story: Story, failed: list[int], call: Call) -> Violated:
    came = f"after {'one visit' if failed else 'no visit'} without access"
    return Violated(
        entries=(*failed, call.seq),
        message=call.seq,
        order=story.number,
        element="ReasonCode",
        state=state_as_told(story, call.seq),
        came=f"CancelWorksOrder {REPEATED} for {story.number} {came}.",
        legal="CreateAppointment for another visit; CancelWorksOrder with a reason that holds.",
        fix="After the first visit without access leave a card and agree another; refer the order "
        "back only when that fails as well.",
    )
