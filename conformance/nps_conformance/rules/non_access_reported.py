"""Rule: a failed visit is reported."""

from collections.abc import Iterator

from nps_conformance.evidence.facts import occurred, says_no_access, term, visits_of
from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told
from nps_conformance.evidence.model import (
    NON_ACCESS,
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
from nps_simulator.journal.entries import Instruction


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="non-access",
    source="AP7: Send non-access event details. Records non-access event and returns status of "
    "action. The contractor can notify NPS Repairs of non-access events.",
    needs=(NON_ACCESS,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """When nobody let the operative in, the failed visit is reported as a non-access event, and
    reported again after a refusal, while the works order is open. (Once a day's only visit has
    ended there is nothing more to report of it.)
    """
    for story in evidence.stories:
        for fact in story.instructed("nobody_in"):
            if not _told_already(story, fact):
                yield _judged(story, fact, evidence.due_within)


def _told_already(story: Story, fact: Instruction) -> bool:
    """Whether that day's visits have all ended, or a report of that day was sent without one."""
    day = occurred(fact).date()
    that_day = visits_of(story, day, fact.seq)
    if that_day:
        return all(status in FINAL_APPOINTMENT for status in that_day.values())
    return any(
        call.seq < fact.seq and call.request is not None and call.request.visited_at.date() == day
        for call in story.calls_of(NON_ACCESS)
    )


def _judged(story: Story, fact: Instruction, within: int) -> Occasion:
    reports = [call for call in story.calls if call.seq > fact.seq and says_no_access(call)]
    for call in reports:
        if call.effective or call.unclear:
            return satisfied(fact.seq, call.seq)
    time = term(story, fact.seq)
    if time is None:
        return undecided(Why.NOT_DUE, fact.seq)
    since = max(time.since, *(call.seq for call in reports)) if reports else time.since
    proof = unmet(story.pace, since, within, time.until)
    if proof is not None:
        return proof
    refused = f"; it was refused in entry {reports[-1].seq}" if reports else ""
    return Violated(
        entries=tuple(sorted({fact.seq, *(call.seq for call in reports)})),
        order=story.number,
        state=state_as_told(story, since + 1),
        came=f"No non-access event for {story.number}, where nobody was in (entry {fact.seq}), in "
        f"{within} polls or rounds{refused}.",
        legal=f"RecordNonAccess for {story.number} with the time and the reason of the visit.",
        fix="Report each visit that found no way in, with its time, whatever is arranged next.",
    )
