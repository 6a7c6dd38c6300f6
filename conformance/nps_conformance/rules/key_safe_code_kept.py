"""Rule: a key-safe code is not passed on."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from nps_conformance.evidence.model import WORK, Call, Evidence, Story
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

SHORTEST = 4  # characters; a shorter code occurs by chance


@rule(
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.MESSAGE,
    family="identity",
    source="Assumed: notes, comments and references are read by many, printed and mailed; the code "
    "of a key safe opens a home.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The code of a key safe, which the details tell, is not repeated in a note, a comment or a
    reference.
    """
    for story in evidence.stories:
        for code, told in _codes(story):
            secret = re.compile(rf"(?<!\w){re.escape(code)}(?!\w)")
            for call in story.calls_of(*WORK):
                if call.seq < told or call.request is None:
                    continue
                found = next((n for n, text in _texts(call.request) if secret.search(text)), None)
                yield (
                    satisfied(told, call.seq)
                    if found is None
                    else _violation(story, call, told, found)
                )


def _codes(story: Story) -> Iterator[tuple[str, int]]:
    """Each code that was told, and the entry that told it first."""
    seen: set[str] = set()
    for view in story.views:
        access = view.details.access
        code = (access.key_safe_code or "") if access is not None else ""
        if len(code) >= SHORTEST and code not in seen:
            seen.add(code)
            yield code, view.seq


def _texts(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """XML name and value of every text in a message, in its order."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each, name)
    elif is_dataclass(value):
        for field in fields(value):
            element = "".join(part.capitalize() for part in field.name.split("_"))
            yield from _texts(getattr(value, field.name), element)


def _violation(story: Story, call: Call, told: int, element: str) -> Violated:
    return Violated(
        entries=(told, call.seq),
        message=call.seq,
        order=story.number,
        element=element,
        state=f"works order {story.number}: the code was told in entry {told}",
        came=f"The key-safe code in {element} of {call.operation}.",
        legal=f"{element} without it.",
        fix="Show the code to the operative who needs it, and leave it out of every text that "
        "goes back.",
    )
