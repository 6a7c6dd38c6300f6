"""Rule: a non-access event names the visit that failed."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import NON_ACCESS, Evidence
from nps_conformance.evidence.visits import Visits
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
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.MESSAGE,
    family="non-access",
    source="Assumed: a landlord counts failed visits by appointment; one that is linked to another "
    "day's visit leaves its own standing as booked.",
    needs=(NON_ACCESS,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A non-access event that names an appointment names one of the day of the visit, not an
    earlier or a later one of the same works order.
    """
    for story in evidence.stories:
        visits = Visits(story)
        for call in story.calls_of(NON_ACCESS):
            if call.request is None or call.request.appointment_reference is None:
                continue
            reference = call.request.appointment_reference
            booked = visits.day(reference, call.seq)
            if booked is None:
                continue  # a reference that was never told is judged by a rule of its own
            day = call.request.visited_at.date()
            if booked == day:
                yield satisfied(call.seq)
                continue
            that_day = list(visits.on(day, call.seq))
            yield Violated(
                entries=(call.seq,),
                message=call.seq,
                order=story.number,
                element="AppointmentReference",
                instead=that_day[0] if len(that_day) == 1 else None,
                state=state_as_told(story, call.seq),
                came=f"RecordNonAccess for a visit on {day} names appointment {reference}, which "
                f"was for {booked}.",
                legal=f"The AppointmentReference of the visit on {day}, or none.",
                fix="Link the event to the appointment that the operative went to, by its day.",
            )
