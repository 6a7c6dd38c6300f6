"""Rule: one visit is open at a time."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import latest, state_as_told
from nps_conformance.evidence.model import APPOINT, Call, Evidence, Story
from nps_conformance.evidence.visits import Standing
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
    provenance=Provenance.ASSUMED,
    kind=Kind.MESSAGE,
    family="appointment",
    source="Assumed: a works order has one visit to come; two send two operatives, or one to a day "
    "that is off. The published contract has a field for the appointment that is replaced.",
    needs=(APPOINT,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A visit is booked beside no other open one of the same works order, as last told: the booking
    names the one it replaces, or that one was ended before.
    """
    for story in evidence.stories:
        standing = Standing(story)
        for call in story.calls_of(APPOINT):
            replaces = call.request.replaces_appointment_reference
            if call.again is None:
                beside = standing.beside(replaces, call.seq)
                yield satisfied(call.seq) if beside is None else _violation(story, call, beside)
            if call.told_success:
                standing.replaced(replaces)


def _violation(story: Story, call: Call, reference: str) -> Violated:
    told = latest(story.appointments[reference], call.seq)
    since = told.seq if told is not None else call.seq
    return Violated(
        entries=(since, call.seq),
        message=call.seq,
        order=story.number,
        element="CreateAppointment",
        state=state_as_told(story, call.seq),
        came=f"CreateAppointment for {story.number} on {call.request.appointment_date} "
        f"beside appointment {reference}, which stood open as told in entry {since}.",
        legal=f"ReplacesAppointmentReference {reference}; or UpdateAppointmentStatus that "
        f"ends {reference} first.",
        fix="When a visit is agreed anew, replace the one that stands.",
    )
