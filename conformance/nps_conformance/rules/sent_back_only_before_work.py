"""Rule: an order is sent back only before work began."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import (
    APPOINTMENT_STATUS,
    CANCEL,
    COMPLETE,
    DETAILS,
    NON_ACCESS,
    VARY,
    Call,
    Evidence,
)
from nps_conformance.rules._rule import (
    SECOND_SEED,
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

SENT_BACK = frozenset({"WRALL", "DUPL", "INFO"})
BEGINS = frozenset({COMPLETE, NON_ACCESS, VARY})
AT_WORK = frozenset({"ATT", "CMP", "NAC"})  # NAC by AP9 is a non-access report too


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family=SECOND_SEED,
    source="Second seed: a request is rejected only for wrong allocation, a duplicate or wrong "
    "site information, and only while work has not begun and no part was ever active.",
    needs=(CANCEL,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A works order is sent back (wrongly allocated, duplicate, wrong site information) only while
    no visit was attended, nothing varied, no non-access and no completion reported on it.
    """
    for story in evidence.stories:
        began: int | None = None
        for call in story.calls:
            if began is None and (_begins(call) or _shown_begun(call)):
                began = call.seq
            if call.operation != CANCEL or call.request is None:
                continue
            if call.request.reason_code not in SENT_BACK:
                continue
            if began is None:
                yield satisfied(call.seq)
                continue
            yield Violated(
                entries=(began, call.seq),
                message=call.seq,
                order=story.number,
                element="ReasonCode",
                state=state_as_told(story, call.seq),
                came=f"CancelWorksOrder {call.request.reason_code} sends {story.number} back, on "
                f"which work began with entry {began}.",
                legal="CancelWorksOrder with a reason that ends begun work, or its completion.",
                fix="Offer sending back only while the order has no report of your own.",
            )


def _shown_begun(call: Call) -> bool:
    """Whether details that were read tell of work, perhaps of a report whose reply was lost."""
    details = call.reply.works_order if call.operation == DETAILS and call.told_success else None
    if details is None:
        return False
    reports = (details.completion, *details.variations, *details.non_accesses)
    visits = {each.status_code for each in details.appointments}
    return any(reports) or bool(visits & AT_WORK)


def _begins(call: Call) -> bool:
    if not call.told_success:
        return False
    if call.operation == APPOINTMENT_STATUS:
        return call.request.status_code in AT_WORK
    return call.operation in BEGINS
