"""The invariants that no load may break, and how a finding about one is told.

The same four are judged twice: from the generator's own record (`seen.py`), which works against any
endpoint, and from our simulator's journal (`kept.py`), which sees both sides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from nps_reports.record import Word

LOST: Final = "no order lost"
DOUBLED: Final = "nothing doubled"
TWICE: Final = "nothing invoiced twice"
KEPT: Final = "no answered write forgotten"
INVARIANTS: Final = (LOST, DOUBLED, TWICE, KEPT)
MOST_EXAMPLES: Final = 20

RECORD: Final = "record"
JOURNAL: Final = "journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one invariant. `view` says whose evidence it rests on."""

    name: str
    view: str
    word: Word
    reason: str
    examples: tuple[str, ...] = ()


def finding(name: str, view: str, checked: int, broken: Sequence[str], what: str) -> Finding:
    """Judge: broken ones fail; nothing checked is not exercised, and never a pass."""
    if broken:
        word, reason = Word.FAILED, f"{len(broken)} of {checked} {what}"
    elif checked:
        word, reason = Word.PASSED, f"{checked} {what} looked at"
    else:
        word, reason = Word.NOT_EXERCISED, f"no {what} to look at"
    return Finding(
        name=name, view=view, word=word, reason=reason, examples=tuple(broken[:MOST_EXAMPLES])
    )


def not_applicable(names: Iterable[str], view: str, reason: str) -> tuple[Finding, ...]:
    """Findings that need evidence which there is not."""
    return tuple(
        Finding(name=name, view=view, word=Word.NOT_APPLICABLE, reason=reason) for name in names
    )
