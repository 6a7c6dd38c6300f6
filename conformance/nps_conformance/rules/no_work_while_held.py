"""Rule: no work while an order is held."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from math import inf
from typing import Final

from nps_conformance.evidence.knowledge import (
    first_told,
    latest,
    says_again,
    state_as_told,
    told_since,
    view_before,
)
from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
    COMPLETE,
    Call,
    Evidence,
    Story,
)
from nps_conformance.evidence.pace import following, within
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    withstood,
)
from nps_simulator.journal.entries import Instruction

AT_WORK: Final = frozenset({"ENR", "ATT", "CMP"})
BEGUN: Final = ("operative_arrived", "work_started")
FINISHED: Final = ("work_finished",)
FACTS: Final = (*BEGUN, *FINISHED, "visit_agreed")
REFUSED: Final = "ORDER-HELD"


@rule(
    level=Level.MUST,
    provenance=Provenance.ASSUMED,
    kind=Kind.PROHIBITION,
    family="hold",
    source="Assumed: vendor-style evidence knows a held status with a previous one to return to; "
    "nothing public says what a contractor may do meanwhile.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """While a works order is held, as last told, no visit is booked, attended or completed on it,
    and it is not completed. (What happened before the hold was told may be reported, until the
    landlord has refused it for the hold.)
    """
    for story in evidence.stories:
        held = first_told(story.statuses, "HLD")
        if held is None:
            continue
        broken = False
        known = _Known(story)
        for call in story.calls:
            since = told_since(story.statuses, call.seq, "HLD")
            if since is not None and _works(known, call, since):
                broken = True
                yield _violation(story, since, call)
        if not broken:
            yield _kept(known, held)


class _Known:
    """What work on a held order is judged by."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.released = [each.seq for each in story.listings if each.change_type == "REL"]
        self.refused = [c.seq for c in story.calls if c.told_refusal and c.code == REFUSED]
        self.unclear: dict[tuple[str, object], int] = {}  # the first entries of each message
        for call in story.calls:
            if call.unclear:
                self.unclear.setdefault((call.operation, call.request), call.seq)
        self.ends = [told.seq for told in story.statuses if told.status != "HLD"]
        self.begun = list(story.instructed(*BEGUN))
        self.finished = list(story.instructed(*FINISHED))
        self._first: dict[tuple[int, bool], tuple[float, float]] = {}

    def first(self, told: int, *, ends: bool) -> tuple[float, float]:
        """The first fact that happened before a hold was told, so that it may be reported, and the
        first of the same kind that did not; `ends` is for reports of an end.
        """
        if (told, ends) not in self._first:
            kind = self.finished if ends else self.begun
            self._first[told, ends] = (
                min(_first(self, facts, told, before=True) for facts in (kind, self.finished)),
                _first(self, kind, told, before=False),
            )
        return self._first[told, ends]


def _first(known: _Known, facts: Sequence[Instruction], told: int, *, before: bool) -> float:
    """The first of the facts, up to the end of a hold, that happened before it was told, or did
    not.
    """
    at = 0 if before else bisect_left(facts, told, key=lambda each: each.seq)
    end = following(known.ends, told)
    for each in islice(facts, at, None):
        if end is not None and each.seq > end:
            break
        if _before(known.story, each, told) == before:
            return each.seq
    return inf


def _works(known: _Known, call: Call, told: int) -> bool:
    """Whether the call is work, on an order that is held since entry `told`, as last told."""
    at_work = call.operation in {APPOINT, COMPLETE} or _at_work(known.story, call)
    if not at_work or call.again is not None or _released(known, call):
        return False
    # It may be the very message of a call before the hold was told, whose reply was lost.
    sent_before = known.unclear.get((call.operation, call.request), told) < told
    return not (sent_before or _may_report(known, call, told))


def _may_report(known: _Known, call: Call, told: int) -> bool:
    """Whether a report is only about what happened before the hold was told, and the landlord has
    not refused one for the hold.
    """
    if call.operation == APPOINT or _refused(known, told, call.seq):
        return False
    ends = call.operation == COMPLETE or call.request.status_code == "CMP"
    before, during = known.first(told, ends=ends)
    return before < call.seq <= during


def _before(story: Story, fact: Instruction, told: int) -> bool:
    """Whether it happened before the hold was told, whenever the contractor heard of it. (Both
    times are the sandbox's, and text of one form.)
    """
    at = bisect_left(story.calls, told, key=lambda each: each.seq)
    return fact.seq < told or fact.occurred_at < story.calls[at].at


def _refused(known: _Known, told: int, seq: int) -> bool:
    """Whether, before entry `seq`, the landlord has said that a report has to wait for the end of
    the hold; it may say so before the details do.
    """
    before = latest(known.story.statuses, told)
    return within(known.refused, -1 if before is None else before.seq, seq)


def _at_work(story: Story, call: Call) -> bool:
    if call.operation != APPOINTMENT_STATUS:
        return False
    return call.request.status_code in AT_WORK and not says_again(story, call)


def _released(known: _Known, call: Call) -> bool:
    """Whether a list has told of the release since the details were read."""
    view = view_before(known.story, call.seq)
    return within(known.released, -1 if view is None else view.seq, call.seq)


def _violation(story: Story, held: int, wrong: Call) -> Violated:
    return Violated(
        entries=(held, wrong.seq),
        message=wrong.seq,
        order=story.number,
        element=wrong.operation,
        state=state_as_told(story, wrong.seq),
        came=f"{wrong.operation} for {story.number} while it was held as last told.",
        legal="Nothing but notes and questions until the release is told.",
        fix="Hold back reports on a held order until its details show it as issued again.",
    )


def _kept(known: _Known, held: int) -> Occasion:
    story = known.story
    end = next((t.seq for t in story.statuses if t.seq > held and t.status != "HLD"), None)
    tempting = [
        each.seq
        for each in story.instructed(*FACTS)
        if held < each.seq and (end is None or each.seq < end) and _tempts(known, each, held)
    ]
    return withstood(story, held, tempting[-1:])


def _tempts(known: _Known, fact: Instruction, held: int) -> bool:
    """Whether a report of the fact would be wrong."""
    agreed = fact.kind == "visit_agreed"
    return agreed or not _before(known.story, fact, held) or _refused(known, held, fact.seq)
