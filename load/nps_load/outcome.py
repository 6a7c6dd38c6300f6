"""The outcome of a run as frozen data; the writers read nothing else."""

from dataclasses import dataclass
from typing import Final

from nps_load.etiquette import Etiquette
from nps_load.invariants import JOURNAL, LOST, Finding
from nps_load.measures import Measured
from nps_load.thresholds import Checked
from nps_reports.record import Word

PASSED: Final = 0
FAILED: Final = 1
UNDECIDED: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run: what was asked for, what was measured, what held.

    `target` is the address, empty for our own simulator; `interrupted` says that it was cut short.
    """

    shape: str
    contractors: int
    target: str
    measured: Measured
    thresholds: tuple[Checked, ...]
    findings: tuple[Finding, ...]
    etiquette: tuple[Etiquette, ...] = ()
    interrupted: bool = False

    @property
    def raised(self) -> int | None:
        """How many orders were raised; None where a landlord that is not ours may have done it."""
        return None if self.target and not self.measured.orders else self.measured.orders

    @property
    def exit_code(self) -> int:
        """0 when everything held, 1 when something did not, 2 when that cannot be said."""
        words = [each.word for each in self.thresholds] + [each.word for each in self.findings]
        if Word.FAILED in words:
            return FAILED
        undecided = {Word.NOT_EXERCISED, Word.INCONCLUSIVE, Word.ERROR}
        if any(each.word in undecided for each in self.thresholds) or self.interrupted:
            return UNDECIDED
        blind = any(
            each.name == LOST and each.view == JOURNAL and each.word is not Word.PASSED
            for each in self.findings
        )
        return UNDECIDED if blind and self.measured.orders else PASSED

    @property
    def conclusion(self) -> str:
        """The exit code in words."""
        return {
            PASSED: "passed: every threshold and every invariant held",
            FAILED: "failed: a threshold was breached or an invariant broken",
            UNDECIDED: "undecided: something that had to be measured was not",
        }[self.exit_code]
