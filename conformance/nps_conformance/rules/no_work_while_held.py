"""Rule: no work while an order is held."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told, status_before
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

AT_WORK = frozenset({"ENR", "ATT", "CMP"})
FACTS = ("operative_arrived", "work_started", "work_finished", "visit_agreed")


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
    and it is not completed.
    """
    for story in evidence.stories:
        held = next((told.seq for told in story.statuses if told.status == "HLD"), None)
        if held is None:
            continue
        wrong = next((call for call in story.calls if _works(story, call)), None)
        yield _kept(story, held) if wrong is None else _violation(story, held, wrong)


def _works(story: Story, call: Call) -> bool:
    at_work = call.operation in {APPOINT, COMPLETE} or _at_work(story, call)
    held = status_before(story.statuses, call.seq) == "HLD"
    anew = call.again is None and not _sent_before(story, call)
    return at_work and anew and held and not _released(story, call)


def _sent_before(story: Story, call: Call) -> bool:
    """Whether it is the very message of a call before the hold was told, whose reply was lost."""
    told = 0
    for each in story.statuses:
        if each.seq > call.seq:
            break
        if each.status == "HLD" and status_before(story.statuses, each.seq) != "HLD":
            told = each.seq
    return any(
        each.seq < told and each.unclear and each.request == call.request
        for each in story.calls_of(call.operation)
    )


def _at_work(story: Story, call: Call) -> bool:
    if call.operation != APPOINTMENT_STATUS or call.request is None:
        return False
    tellings = story.appointments.get(call.request.appointment_reference, ())
    known = status_before(tellings, call.seq)  # to say it again is harmless
    return call.request.status_code in AT_WORK - {known}


def _released(story: Story, call: Call) -> bool:
    """Whether a list has told of the release since the details were read."""
    read = max((view.seq for view in story.views if view.seq < call.seq), default=-1)
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
        if held < each.seq and (end is None or each.seq < end)
    ]
    return withstood(story, held, tempting[-1:])
