"""Rule: a broken appointment is not marked completed."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told, status_before
from nps_conformance.evidence.model import APPOINTMENT_STATUS, Evidence, Story, Telling
from nps_conformance.evidence.repeating import anew
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    withstood,
)

VISITS = ("operative_arrived", "work_started", "work_finished")


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.PROHIBITION,
    family="appointment",
    source="The contractor can notify NPS Repairs of completed, cancelled or broken "
    "appointments; and the brief: broken appointments.",
    needs=(APPOINTMENT_STATUS,),
    always_fails=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """An appointment that the contractor knows to be broken is never marked completed."""
    for story in evidence.stories:
        for reference, tellings in story.appointments.items():
            broken = next((told for told in tellings if told.status == "BRK"), None)
            if broken is not None:
                yield _judged(story, reference, tellings, broken.seq)


def _judged(story: Story, reference: str, tellings: tuple[Telling, ...], told: int) -> Occasion:
    for call in anew(story.calls_of(APPOINTMENT_STATUS)):
        if (
            call.seq > told
            and call.request.appointment_reference == reference
            and call.request.status_code == "CMP"
            and status_before(tellings, call.seq) == "BRK"
        ):
            return Violated(
                entries=(told, call.seq),
                message=call.seq,
                order=story.number,
                element="StatusCode",
                state=state_as_told(story, call.seq),
                came=f"UpdateAppointmentStatus CMP for appointment {reference}, which was told "
                f"broken in entry {told}.",
                legal="CreateAppointment for another visit, or nothing about this one.",
                fix="Keep a broken appointment broken; complete the visit that replaced it.",
            )
    return withstood(story, told, (each.seq for each in story.instructed(*VISITS)))
