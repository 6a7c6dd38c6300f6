"""Rule: a final appointment status is kept."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import (
    FINAL_APPOINTMENT,
    state_as_told,
    status_before,
)
from nps_conformance.evidence.model import (
    APPOINTMENT_STATUS,
    NON_ACCESS,
    Call,
    Evidence,
    Story,
    Telling,
)
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

VISITS = ("operative_arrived", "work_started", "work_finished", "nobody_in", "visit_missed")


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.PROHIBITION,
    family="appointment",
    source="The contractor can notify NPS Repairs of completed, cancelled or broken appointments: "
    "each is an end. Second seed: what is closed cannot be reopened or updated.",
    needs=(APPOINTMENT_STATUS,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """An appointment that the contractor knows to be completed, cancelled, broken or without access
    gets no other status; the same one again is harmless. (Completing a broken one is judged by a
    rule of its own.)
    """
    for story in evidence.stories:
        for reference, tellings in story.appointments.items():
            final = next((each for each in tellings if each.status in FINAL_APPOINTMENT), None)
            if final is None:
                continue
            wrong = _change(story, reference, tellings)
            if wrong is None:
                yield _kept(story, final.seq)
            else:
                yield _violation(story, reference, final, wrong)


def _change(story: Story, reference: str, tellings: tuple[Telling, ...]) -> Call | None:
    for call in anew(story.calls_of(APPOINTMENT_STATUS, NON_ACCESS)):
        if call.request.appointment_reference != reference:
            continue
        now, wanted = status_before(tellings, call.seq), _wanted(call)
        if now in FINAL_APPOINTMENT and wanted != now and (now, wanted) != ("BRK", "CMP"):
            return call
    return None


def _wanted(call: Call) -> str:
    """The status that a message would give the visit it names."""
    return "NAC" if call.operation == NON_ACCESS else str(call.request.status_code)


def _violation(story: Story, reference: str, final: Telling, wrong: Call) -> Violated:
    return Violated(
        entries=(final.seq, wrong.seq),
        message=wrong.seq,
        order=story.number,
        element="AppointmentReference" if wrong.operation == NON_ACCESS else "StatusCode",
        state=state_as_told(story, wrong.seq),
        came=f"{wrong.operation} {_wanted(wrong)} for appointment {reference}, "
        f"told {final.status} in entry {final.seq}.",
        legal="CreateAppointment for another visit.",
        fix="Give each visit an appointment of its own; a visit that ended stays as it ended.",
    )


def _kept(story: Story, final: int) -> Occasion:
    return withstood(story, final, (each.seq for each in story.instructed(*VISITS)))
