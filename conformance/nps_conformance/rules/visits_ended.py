"""Rule: each visit of a completed order has an end."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from nps_conformance.evidence.facts import Terms, Tries
from nps_conformance.evidence.knowledge import (
    FINAL_APPOINTMENT,
    first_told,
    state_as_told,
    status_before,
)
from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
    NON_ACCESS,
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
    Why,
    rule,
    satisfied,
    undecided,
    unmet,
)

DONE = frozenset({"COM"})


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="appointment",
    source="The contractor can notify NPS Repairs of completed, cancelled or broken appointments. "
    "AP9: Updates generic appointment status.",
    needs=(APPOINTMENT_STATUS,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Once a works order is completed, each of its visits gets a final status: kept, broken,
    cancelled or without access. None is left booked or attended.
    """
    for story in evidence.stories:
        completed = first_told(story.statuses, *DONE)
        if completed is None:
            continue
        dropped = _dropped(story)
        terms, reports = Terms(story, DONE), _reports(story)
        for reference, tellings in story.appointments.items():
            if reference in dropped:
                continue
            tried = reports.get(reference, Tries(()))
            ended = next((each.seq for each in tellings if each.status in FINAL_APPOINTMENT), None)
            if ended is None:
                ended = tried.taken_after(-1)
            if ended is not None:
                yield satisfied(*sorted({completed, ended}))
                continue
            time = terms.of(max(completed, tellings[0].seq))
            if time is None:
                yield undecided(Why.NOT_DUE, completed)
                continue
            refused = tried.between(time.since, time.until)
            since = max((time.since, *refused[-1:]))
            yield unmet(story.pace, since, evidence.due_within, time.until) or Violated(
                entries=tuple(sorted({tellings[-1].seq, completed, *refused})),
                order=story.number,
                state=state_as_told(story, since + 1),
                came=f"Appointment {reference} still {status_before(tellings, since + 1)} in "
                f"{evidence.due_within} polls or rounds after {story.number} was completed in "
                f"entry {completed}.",
                legal=f"UpdateAppointmentStatus CMP for {reference}; or BRK, CAN or NAC, as it "
                "ended.",
                fix="Close the visit together with the work, and look for visits left open when an "
                "order is completed.",
            )


def _reports(story: Story) -> Mapping[str | None, Tries]:
    """The calls that give each visit an end."""
    found: defaultdict[str | None, list[Call]] = defaultdict(list)
    for call in story.calls_of(APPOINT, APPOINTMENT_STATUS, NON_ACCESS):
        request = call.request
        if call.operation == APPOINT:
            found[request.replaces_appointment_reference].append(call)
        elif getattr(request, "status_code", "NAC") in FINAL_APPOINTMENT:
            found[request.appointment_reference].append(call)
    return {reference: Tries(calls) for reference, calls in found.items()}


def _dropped(story: Story) -> set[str]:
    """Visits that a booking named and the last details left out: they are not in the books."""
    if not story.views:
        return set()
    last = story.views[-1]
    there = {each.appointment_reference for each in last.details.appointments}
    return {
        reference
        for reference, tellings in story.appointments.items()
        if tellings[-1].seq < last.seq and reference not in there
    }
