"""The control run: what a contractor failed in is played again with the reference contractor.

Same scenario, landlord, mode and seed. When the reference contractor does not come through it, the
scenario or the judge is at fault, and what was FAILED there is an ERROR of ours. The journals of
the control run are kept beside those of the run, so that judging again comes to the same.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from nps_conformance.contractor_file import ContractorFile, reference
from nps_conformance.judge import rules_sha256
from nps_conformance.judge_run import CUT_SHORT, judge_run, with_verdicts
from nps_conformance.kept_journal import Shelf
from nps_conformance.plan import Part, Played, Stage
from nps_conformance.run_folder import CONTROL, keep_journal, kept
from nps_reports.record import Run, Verdict, Word
from nps_simulator.journal.entries import Entry

_BROKEN: Final = frozenset({Word.FAILED, Word.ERROR})

Place = tuple[str, str]  # scenario and mode
# Plays parts on a stage: what was played, and whether it was interrupted.
Play = Callable[[Sequence[Part], Stage], tuple[list[Played], bool]]


def play_control(
    run: Run, played: Iterable[Played], contractor: ContractorFile, folder: Path, play: Play
) -> list[Sequence[Entry]]:
    """The journals of the control run of what failed, which are kept in `folder`, that of the run.

    `play` is asked only when something failed that is not a known failure of `contractor`. A part
    whose control was interrupted has none. Raises SetUpError.
    """
    parts = to_control(run, played, {each.rule for each in contractor.known_failures})
    if not parts:
        return []
    stage = Stage(
        contractor=reference(),
        folder=folder / CONTROL,
        rules_sha256=rules_sha256(),
        keep=partial(kept, folder / CONTROL, shelf=Shelf()),
    )
    again, interrupted = play(parts, stage)
    ended = [each for each in again if not (interrupted and each.cut_short)]
    for each in ended:
        keep_journal(stage.folder, each)
    return [each.entries for each in ended]


def to_control(run: Run, played: Iterable[Played], excused: Collection[str] = ()) -> list[Part]:
    """The parts in which a rule failed, but for those whose failures are all known."""
    failed = {
        (each.scenario, each.mode)
        for each in run.verdicts
        if each.verdict is Word.FAILED and each.rule not in excused
    }
    return [
        each.part
        for each in played
        if (each.part.scenario.id, each.part.mode) in failed and not each.problem
    ]


def controlled(run: Run, journals: Sequence[Sequence[Entry]]) -> Run:
    """The run, with ERROR for what failed where the reference contractor does not come through.

    `journals` are those of the control run.
    """
    if not journals:
        return run
    unfit = _unfit(judge_run(tuple(each) for each in journals))
    verdicts = [
        _controlled(each, unfit.get((each.scenario, each.mode), "")) for each in run.verdicts
    ]
    return with_verdicts(run, verdicts)


def _unfit(control: Run) -> dict[Place, str]:
    """The sandboxes through which the reference contractor did not come, and why."""
    found: dict[Place, str] = {}
    for each in control.verdicts:
        if each.verdict in _BROKEN:
            found.setdefault((each.scenario, each.mode), f"{each.rule} is {each.verdict} for it")
    for played in control.played:
        if played.ended in CUT_SHORT or not all(
            end.get("held", True) for end in played.expectations
        ):
            place = played.scenario, played.mode
            found.setdefault(place, "it does not reach the expected end")
    return found


def _controlled(verdict: Verdict, why: str) -> Verdict:
    if not why or verdict.verdict is not Word.FAILED:
        return verdict
    reason = (
        f"{verdict.reason}; but the reference contractor does not come through this scenario "
        f"either ({why}), so the scenario or the judge is at fault"
    )
    return replace(verdict, verdict=Word.ERROR, reason=reason)
