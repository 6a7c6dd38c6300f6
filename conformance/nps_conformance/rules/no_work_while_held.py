"""Rule: no work while an order is held."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from nps_conformance.evidence.knowledge import (
    state_as_told,
    status_before,
    told_since,
    view_before,
)
from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
    COMPLETE,
    Call,
    Evidence,
    Story,
)
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    withstood,
)
from nps_simulator.journal.entries import Instruction

AT_WORK: Final = frozenset({"ENR", "ATT", "CMP"})
BEGUN: Final = ("operative_arrived", "work_started")
FINISHED: Final = ("work_finished",)
FACTS: Final = (*BEGUN, *FINISHED, "visit_agreed")
REFUSED: Final = "ORDER-HELD"


@rule(
    level=Level.MUST,
    provenance=Provenance.ASSUMED,
    kind=Kind.PROHIBITION,
    family="hold",
    source="Assumed: vendor-style evidence knows a held status with a previous one to return to; "
    "nothing public says what a contractor may do meanwhile.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """While a works order is held, as last told, no visit is booked, attended or completed on it,
    and it is not completed. (What happened before the hold was told may be reported, until the
    landlord has refused it for the hold.)
    """
    for story in evidence.stories:
        held = next((told.seq for told in story.statuses if told.status == "HLD"), None)
        if held is None:
            continue
        broken = False
        for call in story.calls:
            since = told_since(story.statuses, call.seq, "HLD")
            if since is not None and _works(story, call, since):
                broken = True
                yield _violation(story, since, call)
        if not broken:
            yield _kept(story, held)


def _works(story: Story, call: Call, told: int) -> bool:
    """Whether the call is work, on an order that is held since entry `told`, as last told."""
    at_work = call.operation in {APPOINT, COMPLETE} or _at_work(story, call)
    if not at_work or call.again is not None or _released(story, call):
        return False
    return not (_sent_before(story, call, told) or _may_report(story, call, told))


def _sent_before(story: Story, call: Call, told: int) -> bool:
    """Whether it is the very message of a call before the hold was told, whose reply was lost."""
    return any(
        each.unclear and each.operation == call.operation and each.request == call.request
        for each in story.calls_between(-1, told)
    )


def _may_report(story: Story, call: Call, told: int) -> bool:
    """Whether a report is only about what happened before the hold was told, and the landlord has
    not refused one for the hold.
    """
    if call.operation == APPOINT or _refused(story, told, call.seq):
        return False
    ends = call.operation == COMPLETE or call.request is None or call.request.status_code == "CMP"
    known = [fact for fact in story.instructed(*BEGUN, *FINISHED) if fact.seq < call.seq]
    kinds = FINISHED if ends else BEGUN
    shown = [fact for fact in known if fact.kind in kinds or fact.kind in FINISHED]
    during = [fact for fact in known if fact.kind in kinds and not _before(story, fact, told)]
    return any(_before(story, fact, told) for fact in shown) and not during


def _before(story: Story, fact: Instruction, told: int) -> bool:
    """Whether it happened before the hold was told, whenever the contractor heard of it. (Both
    times are the sandbox's, and text of one form.)
    """
    at = bisect_left(story.calls, told, key=lambda each: each.seq)
    return fact.seq < told or fact.occurred_at < story.calls[at].at


def _refused(story: Story, told: int, seq: int) -> bool:
    """Whether, before entry `seq`, the landlord has said that a report has to wait for the end of
    the hold; it may say so before the details do.
    """
    at = bisect_left(story.statuses, told, key=lambda each: each.seq)
    since = story.statuses[at - 1].seq if at else -1
    between = story.calls_between(since, seq)
    return any(call.told_refusal and call.code == REFUSED for call in between)


def _at_work(story: Story, call: Call) -> bool:
    if call.operation != APPOINTMENT_STATUS or call.request is None:
        return False
    tellings = story.appointments.get(call.request.appointment_reference, ())
    known = status_before(tellings, call.seq)  # to say it again is harmless
    return call.request.status_code in AT_WORK - {known}


def _released(story: Story, call: Call) -> bool:
    """Whether a list has told of the release since the details were read."""
    view = view_before(story, call.seq)
    read = -1 if view is None else view.seq
    return any(
        read < listing.seq < call.seq and listing.change_type == "REL" for listing in story.listings
    )


def _violation(story: Story, held: int, wrong: Call) -> Violated:
    return Violated(
        entries=(held, wrong.seq),
        message=wrong.seq,
        order=story.number,
        element=wrong.operation,
        state=state_as_told(story, wrong.seq),
        came=f"{wrong.operation} for {story.number} while it was held as last told.",
        legal="Nothing but notes and questions until the release is told.",
        fix="Hold back reports on a held order until its details show it as issued again.",
    )


def _kept(story: Story, held: int) -> Occasion:
    end = next((t.seq for t in story.statuses if t.seq > held and t.status != "HLD"), None)
    tempting = [
        each.seq
        for each in story.instructed(*FACTS)
        if held < each.seq and (end is None or each.seq < end) and _tempts(story, each, held)
    ]
    return withstood(story, held, tempting[-1:])


def _tempts(story: Story, fact: Instruction, held: int) -> bool:
    """Whether a report of the fact would be wrong."""
    agreed = fact.kind == "visit_agreed"
    return agreed or not _before(story, fact, held) or _refused(story, held, fact.seq)
