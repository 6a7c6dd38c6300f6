"""Rule: one visit is open at a time."""

from collections.abc import Iterator

from nps_conformance.evidence.facts import open_visits
from nps_conformance.evidence.knowledge import latest, state_as_told
from nps_conformance.evidence.model import APPOINT, Call, Evidence, Story
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
        for call in story.acts_of(APPOINT):
            if call.request is None:
                continue
            beside = _beside(story, call)
            if beside is None:
                yield satisfied(call.seq)
                continue
            reference, told = beside
            yield Violated(
                entries=(told, call.seq),
                message=call.seq,
                order=story.number,
                element="CreateAppointment",
                state=state_as_told(story, call.seq),
                came=f"CreateAppointment for {story.number} on {call.request.appointment_date} "
                f"beside appointment {reference}, which stood open as told in entry {told}.",
                legal=f"ReplacesAppointmentReference {reference}; or UpdateAppointmentStatus that "
                f"ends {reference} first.",
                fix="When a visit is agreed anew, replace the one that stands.",
            )


def _beside(story: Story, call: Call) -> tuple[str, int] | None:
    """An open visit that the booking does not replace, and the entry that told of it last."""
    replaced = {
        each.request.replaces_appointment_reference
        for each in story.calls_of(APPOINT)
        if each.request is not None
        and (each is call or (each.seq < call.seq and each.told_success))
    }
    for reference in open_visits(story, call.seq):
        if reference not in replaced:
            told = latest(story.appointments[reference], call.seq)
            return reference, told.seq if told else call.seq
    return None
