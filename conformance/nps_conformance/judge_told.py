"""Nobody is guilty of what no delivered reply told them (design: the judge).

A client with several connections may send a report while the answer to a question is still under
way. What that answer tells stands in the journal before the report, and the client had not read it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from nps_conformance.evidence.model import DETAILS, POLL
from nps_conformance.rules._rule import Occasion, Violated, Why, undecided
from nps_simulator.journal.entries import Entry, Exchange

_QUESTIONS: Final = frozenset({POLL, DETAILS})  # what they were told, and did not do themselves


def as_told(occasions: Iterable[Occasion], entries: Sequence[Entry]) -> Iterator[Occasion]:
    """The occasions of a rule; a violation that rests on the answer to a question which was still
    under way when the report was sent becomes open. Entries are numbered from 0 without gaps.
    """
    for occasion in occasions:
        if isinstance(occasion, Violated) and _told_too_late(occasion, entries):
            yield undecided(Why.NOT_TOLD, *occasion.entries)
        else:
            yield occasion


def _told_too_late(violated: Violated, entries: Sequence[Entry]) -> bool:
    if violated.message is None:
        return False
    sent = entries[violated.message]
    if not isinstance(sent, Exchange) or sent.unheard is None or sent.operation in _QUESTIONS:
        return False
    rests_on = (entries[seq] for seq in violated.entries if sent.unheard <= seq < sent.seq)
    return any(
        isinstance(each, Exchange)
        and each.operation in _QUESTIONS
        and each.contractor == sent.contractor
        for each in rests_on
    )
