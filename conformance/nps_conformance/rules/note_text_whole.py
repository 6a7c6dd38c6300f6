"""Rule: a note arrives as it was said."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import partial
from itertools import accumulate, islice

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import NOTE, Call, Evidence, Story
from nps_conformance.evidence.texts import Told, alike, plain
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)
from nps_simulator.journal.entries import Instruction

LONGEST = 2_000  # characters of one note
SHOWN = 20  # characters of what is missing


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="note",
    source="The contractor can notify NPS Repairs of works order notes. The published contract: a "
    "note holds up to 2,000 characters, in any script that XML can carry.",
    needs=(NOTE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The text of a remark arrives whole, in one note or in several one after the other: no
    character is cut off, replaced or turned into others. (White space and line ends may differ,
    and something may be added.)
    """
    for story in evidence.stories:
        remarks = [(fact, plain(fact.text)) for fact in story.instructed("remark")]
        notes = [call for call in story.calls_of(NOTE) if call.request is not None]
        if remarks and notes:
            yield from _judged(story, remarks, [(call, plain(call.request.text)) for call in notes])


def _judged(
    story: Story, remarks: list[tuple[Instruction, str]], notes: list[tuple[Call, str]]
) -> Iterator[Occasion]:
    whole = Told(said for _, said in remarks)
    damaged = {text for text in {text for _, text in notes} if not whole.within(text)}
    joined = "".join(text for _, text in notes)
    starts = [0, *accumulate(len(text) for _, text in notes)]
    for fact, said in remarks:
        at = bisect_right(notes, fact.seq, key=lambda each: each[0].seq)
        after = partial(islice, notes, at, None)
        passed_on = next((call for call, text in after() if said in text), None)
        if passed_on is None and at < len(notes) and joined.find(said, starts[at]) >= 0:
            passed_on = notes[-1][0]
        if passed_on is not None:
            yield satisfied(fact.seq, passed_on.seq)
            continue
        meant = (call for call, text in after() if text in damaged and alike(text, said))
        call = next(meant, None)
        if call is not None:
            yield _violation(story, fact, call)


def _violation(story: Story, fact: Instruction, call: Call) -> Violated:
    text, said = plain(call.request.text), plain(fact.text)
    same = next(
        (at for at, (one, other) in enumerate(zip(text, said, strict=False)) if one != other),
        min(len(text), len(said)),
    )
    came = text[same : same + SHOWN] or "the end"
    return Violated(
        entries=(fact.seq, call.seq),
        message=call.seq,
        order=story.number,
        element="Text",
        instead="\n".join(fact.text.splitlines()) if len(fact.text) <= LONGEST else None,
        state=state_as_told(story, call.seq),
        came=f"A note of {len(call.request.text)} characters for a remark of {len(fact.text)}: "
        f"after {same} characters that are the same (without white space) comes {came!r}.",
        legal=f"There: {said[same : same + SHOWN]!r}; the remark of entry {fact.seq} as it was.",
        fix="Store texts as Unicode with room for 2,000 characters, send UTF-8, and let the XML "
        "library escape; split what is longer.",
    )
