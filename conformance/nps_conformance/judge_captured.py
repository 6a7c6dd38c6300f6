"""What a log that began in the middle may be judged for.

Who calls had a life before the log. A violation counts there only if all that led to it is in the
log: it is about the message itself, or about orders that were first listed, and first read, in it.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from nps_conformance.evidence.model import DETAILS, Evidence, Story
from nps_conformance.rules._rule import Occasion, Rule, Violated, Why, undecided
from nps_simulator.journal.entries import Opened

PART: Final = "part"
NEW: Final = "NEW"
_ITSELF: Final = frozenset({"message"})  # families of rules that need nothing but the message


def within_reach(
    rule: Rule, occasions: Iterable[Occasion], evidence: Evidence, opened: Opened
) -> Iterator[Occasion]:
    """The occasions of a rule; of a log that began in the middle, violations that may have their
    reason before it become open.
    """
    if opened.captured != PART or rule.family in _ITSELF:
        yield from occasions
        return
    begun = {story.number for story in evidence.stories if _began_here(story)}
    for occasion in occasions:
        if isinstance(occasion, Violated) and not _about(occasion.order) <= begun:
            yield undecided(Why.BEFORE, *occasion.entries)
        else:
            yield occasion


def _about(order: str) -> set[str]:
    """The orders that a violation names; one that names none may be about any."""
    return set(order.split(", ")) if order else {""}


def _began_here(story: Story) -> bool:
    """Whether an order was new when it was first listed, and was read before anything else."""
    if not story.listings or not story.calls:
        return bool(story.listings) and story.listings[0].change_type == NEW
    listed, called = story.listings[0], story.calls[0]
    return listed.change_type == NEW and listed.seq < called.seq and called.operation == DETAILS
