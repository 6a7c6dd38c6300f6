"""Rule: one variation at a time, and no cancellation meanwhile."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import (
    state_as_told,
)
from nps_conformance.evidence.model import CANCEL, VARY, Call, Evidence, Story
from nps_conformance.evidence.pending import Waits
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

SENT_BACK = frozenset({"WRALL", "DUPL", "INFO"})  # judged by a rule of its own
FACTS = ("more_work_found", "tenant_declined")


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.PROHIBITION,
    family="variation",
    source="Client approval may be required at certain points; new orders and successful "
    "variations will be made available to the contractor. What is asked for next builds on what "
    "was decided.",
    needs=(VARY,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """While, as last told, a variation of it waits for the landlord, a works order is neither
    varied again nor cancelled.
    """
    for story in evidence.stories:
        broken = False
        waits = Waits(story)
        for call in anew(story.calls_of(VARY, CANCEL)):
            wait = waits.at(call.seq)
            if wait is None or wait.asked.call.request == call.request or _sends_back(call):
                continue
            broken = True
            yield Violated(
                entries=tuple(sorted({wait.asked.call.seq, wait.start, call.seq})),
                message=call.seq,
                order=story.number,
                element=call.operation,
                state=state_as_told(story, call.seq),
                came=f"{call.operation} for {story.number} while variation {wait.asked.number}, "
                f"sent in entry {wait.asked.call.seq}, was pending as last told.",
                legal=f"RequestWorksOrderDetails for {story.number}, to learn what was decided.",
                fix="Keep the next variation, and a cancellation, until the details show the first "
                "one as approved or rejected.",
            )
        if not broken:
            yield from _kept(story, waits)


def _sends_back(call: Call) -> bool:
    return call.operation == CANCEL and call.request.reason_code in SENT_BACK


def _kept(story: Story, waits: Waits) -> Iterator[Occasion]:
    tempting = [each.seq for each in story.instructed(*FACTS)]
    for wait in waits.first():
        yield withstood(story, wait.start, tempting, wait.end)
