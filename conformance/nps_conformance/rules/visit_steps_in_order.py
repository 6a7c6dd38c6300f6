"""Rule: the steps of a visit go forward."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, latest, state_as_told
from nps_conformance.evidence.model import APPOINTMENT_STATUS, Evidence
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

STEPS = ("BKD", "CNF", "ENR", "ATT")  # each may be left out, none comes after a later one


@rule(
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.MESSAGE,
    family="appointment",
    source="Assumed: booked, confirmed, en route, attended, and then an end; the documents name "
    "the ends only.",
    needs=(APPOINTMENT_STATUS,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A visit that is under way goes forward: booked, confirmed, en route, attended, ended. It is
    not reported at an earlier step than the one told last, nor cancelled once it was attended.
    """
    for story in evidence.stories:
        for call in story.acts_of(APPOINTMENT_STATUS):
            if call.request is None:
                continue
            reference, wanted = call.request.appointment_reference, call.request.status_code
            told = latest(story.appointments.get(reference, ()), call.seq)
            if told is None or told.status in FINAL_APPOINTMENT:
                continue  # what follows an end is judged by a rule of its own
            if not _back(told.status, wanted):
                yield satisfied(told.seq, call.seq)
                continue
            yield Violated(
                entries=(told.seq, call.seq),
                message=call.seq,
                order=story.number,
                element="StatusCode",
                state=state_as_told(story, call.seq),
                came=f"UpdateAppointmentStatus {wanted} for appointment {reference}, told "
                f"{told.status} in entry {told.seq}.",
                legal="CMP, BRK or NAC, as the visit ended."
                if told.status == "ATT"
                else f"A step after {told.status}, or an end.",
                fix="Send the steps of a visit in the order in which they happened, and leave out "
                "those that are past.",
            )


def _back(told: str, wanted: str) -> bool:
    if told == "ATT" and wanted == "CAN":
        return True
    return told in STEPS and wanted in STEPS and STEPS.index(wanted) < STEPS.index(told)
