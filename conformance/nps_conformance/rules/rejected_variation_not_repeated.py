"""Rule: a rejected variation is not asked for again unchanged."""

from collections.abc import Iterator
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
        for call in anew(story.calls_of(VARY)):
            asked = _answered(story, call)
            if asked is not None:
                broken = True
                yield _violation(story, asked, call)
        if not broken:
            yield _kept(story, told)


def _answered(story: Story, call: Call) -> Requested | None:
    """The variation that asked for the same and was told rejected, with nothing found since."""
    for asked in story.variations:
        first = asked.call.request
        if asked.call.seq >= call.seq or status_before(asked.tellings, call.seq) != "REJ":
            continue
        told = next(each.seq for each in asked.tellings if each.status == "REJ")
        found = any(told < each.seq < call.seq for each in story.instructed("more_work_found"))
        same = replace(
            call.request,
            base_version=first.base_version,
            external_reference=first.external_reference,
        )
        if same == first and not found:
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
    return withstood(story, told, (each.seq for each in story.instructed(*facts)))
