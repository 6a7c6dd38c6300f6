"""Rule: a final appointment status is kept."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, latest, state_as_told
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
        reports = _reports(story)
        tempting = [each.seq for each in story.instructed(*VISITS)]
        for reference, tellings in story.appointments.items():
            final = next((each for each in tellings if each.status in FINAL_APPOINTMENT), None)
            if final is None:
                continue
            broken = False
            for call in reports.get(reference, ()):
                now = latest(tellings, call.seq)
                if now is not None and _changes(now, _wanted(call)):
                    broken = True
                    yield _violation(story, reference, now, call)
            if not broken:
                yield withstood(story, final.seq, tempting)


def _reports(story: Story) -> Mapping[str, list[Call]]:
    """What was reported of each visit that a report named."""
    reports: defaultdict[str, list[Call]] = defaultdict(list)
    for call in anew(story.calls_of(APPOINTMENT_STATUS, NON_ACCESS)):
        reports[call.request.appointment_reference].append(call)
    return reports


def _changes(now: Telling, wanted: str) -> bool:
    """Whether a visit that has ended, as told, is given another end."""
    ended = now.status in FINAL_APPOINTMENT and wanted != now.status
    return ended and (now.status, wanted) != ("BRK", "CMP")


def _wanted(call: Call) -> str:
    """The status that a message would give the visit it names."""
    return "NAC" if call.operation == NON_ACCESS else str(call.request.status_code)


def _violation(story: Story, reference: str, final: Telling, wrong: Call) -> Violated:
    return Violated(
        entries=(final.since, wrong.seq),
        message=wrong.seq,
        order=story.number,
        element="AppointmentReference" if wrong.operation == NON_ACCESS else "StatusCode",
        state=state_as_told(story, wrong.seq),
        came=f"{wrong.operation} {_wanted(wrong)} for appointment {reference}, "
        f"told {final.status} in entry {final.since}.",
        legal="CreateAppointment for another visit.",
        fix="Give each visit an appointment of its own; a visit that ended stays as it ended.",
    )
