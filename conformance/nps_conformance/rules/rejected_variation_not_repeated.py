"""Rule: a rejected variation is not asked for again unchanged."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nps_conformance.evidence.knowledge import rejection_told, state_as_told, status_before
from nps_conformance.evidence.model import VARY, Call, Evidence, Requested, Story
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


@rule(
    level=Level.SHOULD,
    provenance=Provenance.INFERRED,
    kind=Kind.PROHIBITION,
    family="variation",
    source="Client approval may be required at certain points; and the brief: rejected variations. "
    "The same question has its answer.",
    needs=(VARY,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A variation that the contractor knows to be rejected is not sent again with the same lines,
    reason and comments, unless more work was found since.
    """
    for story in evidence.stories:
        told = rejection_told(story)
        if told is None:
            continue
        broken = False
        alike: defaultdict[object, list[Requested]] = defaultdict(list)
        for each in story.variations:
            alike[_asks(each.call)].append(each)
        found = [fact.seq for fact in story.instructed("more_work_found")]
        for call in anew(story.calls_of(VARY)):
            asked = _answered(alike[_asks(call)], call, found)
            if asked is not None:
                broken = True
                yield _violation(story, asked, call)
        if not broken:
            yield _kept(story, told)


def _asks(call: Call) -> object:
    """What a variation asks for, on whatever version and under whatever reference."""
    return replace(call.request, base_version=0, external_reference="") if call.request else None


def _answered(alike: Iterable[Requested], call: Call, found: Sequence[int]) -> Requested | None:
    """The variation that asked for the same and was told rejected, with nothing found since."""
    for asked in alike:
        if asked.call.seq >= call.seq:
            break
        if status_before(asked.tellings, call.seq) != "REJ":
            continue
        told = next(each.seq for each in asked.tellings if each.status == "REJ")
        at = bisect_right(found, told)
        if at == len(found) or found[at] > call.seq:
            return asked
    return None


def _violation(story: Story, asked: Requested, call: Call) -> Violated:
    told = next(each.seq for each in asked.tellings if each.status == "REJ")
    return Violated(
        entries=(asked.call.seq, told, call.seq),
        message=call.seq,
        order=story.number,
        element="VaryWorksOrder",
        state=state_as_told(story, call.seq),
        came=f"VaryWorksOrder for {story.number} as in entry {asked.call.seq}, which was told "
        f"rejected in entry {told}.",
        legal="A variation that asks for less, or says more about why; or the work without it.",
        fix="Show a rejection with its reason to whoever asked for the work, and send only what "
        "was thought over.",
    )


def _kept(story: Story, told: int) -> Occasion:
    facts = ("more_work_found", "remark", "work_finished")
    return withstood(story, told, [each.seq for each in story.instructed(*facts)])
