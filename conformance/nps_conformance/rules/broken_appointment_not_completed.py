"""Rule: a broken appointment is not marked completed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from nps_conformance.evidence.knowledge import state_as_told, told_since
from nps_conformance.evidence.model import APPOINTMENT_STATUS, Call, Evidence, Story
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
        completed = _completed(story)
        tempting = [each.seq for each in story.instructed(*VISITS)]
        for reference, tellings in story.appointments.items():
            broken = next((told for told in tellings if told.status == "BRK"), None)
            if broken is None:
                continue
            wrong = [
                (told, call)
                for call in completed.get(reference, ())
                if (told := told_since(tellings, call.seq, "BRK")) is not None
            ]
            for told, call in wrong:
                yield _violation(story, reference, told, call)
            if not wrong:
                yield withstood(story, broken.seq, tempting)


def _completed(story: Story) -> Mapping[str, list[Call]]:
    """The reports that a visit was completed, by its reference."""
    reports: defaultdict[str, list[Call]] = defaultdict(list)
    for call in anew(story.calls_of(APPOINTMENT_STATUS)):
        if call.request.status_code == "CMP":
            reports[call.request.appointment_reference].append(call)
    return reports


def _violation(story: Story, reference: str, told: int, call: Call) -> Violated:
    return Violated(
        entries=(told, call.seq),
        message=call.seq,
        order=story.number,
        element="StatusCode",
        state=state_as_told(story, call.seq),
        came=f"UpdateAppointmentStatus CMP for appointment {reference}, which was told broken in "
        f"entry {told}.",
        legal="CreateAppointment for another visit, or nothing about this one.",
        fix="Keep a broken appointment broken; complete the visit that replaced it.",
    )
