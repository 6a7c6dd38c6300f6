"""Rule: a failed visit is reported."""

from collections.abc import Iterator
from datetime import date

from nps_conformance.evidence.facts import Terms, Tries, occurred, says_no_access
from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told
from nps_conformance.evidence.model import (
    NON_ACCESS,
    Evidence,
    Story,
)
from nps_conformance.evidence.visits import Visits
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
        facts = list(story.instructed("nobody_in"))
        if not facts:
            continue
        known = _Known(story)
        for fact in facts:
            if not _told_already(known, fact):
                yield _judged(known, fact, evidence.due_within)


class _Known:
    """What the failed visits of an order are judged by."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.terms = Terms(story)
        self.visits = Visits(story)
        self.reports = Tries(call for call in story.calls if says_no_access(call))
        self.reported: dict[date, int] = {}  # the first event of each day
        for call in story.calls_of(NON_ACCESS):
            self.reported.setdefault(call.request.visited_at.date(), call.seq)


def _told_already(known: _Known, fact: Instruction) -> bool:
    """Whether that day's visits have all ended, or a report of that day was sent without one."""
    day = occurred(fact).date()
    that_day = known.visits.on(day, fact.seq)
    if that_day:
        return all(status in FINAL_APPOINTMENT for status in that_day.values())
    return known.reported.get(day, fact.seq) < fact.seq


def _judged(known: _Known, fact: Instruction, within: int) -> Occasion:
    story = known.story
    taken = known.reports.taken_after(fact.seq)
    if taken is not None:
        return satisfied(fact.seq, taken)
    time = known.terms.of(fact.seq)
    if time is None:
        return undecided(Why.NOT_DUE, fact.seq)
    last = known.reports.last(fact.seq)
    since = max(time.since, last or -1)
    proof = unmet(story.pace, since, within, time.until)
    if proof is not None:
        return proof
    refused = "" if last is None else f"; it was refused in entry {last}"
    return Violated(
        entries=tuple(sorted({fact.seq, *known.reports.between(fact.seq)})),
        order=story.number,
        state=state_as_told(story, since + 1),
        came=f"No non-access event for {story.number}, where nobody was in (entry {fact.seq}), in "
        f"{within} polls or rounds{refused}.",
        legal=f"RecordNonAccess for {story.number} with the time and the reason of the visit.",
        fix="Report each visit that found no way in, with its time, whatever is arranged next.",
    )
