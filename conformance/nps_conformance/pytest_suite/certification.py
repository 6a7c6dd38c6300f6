"""One test for each rule in each sandbox, and one for the whole."""

import pytest

from nps_conformance.pytest_suite.playing import Play, Sandboxed
from nps_conformance.pytest_suite.showing import explain, show
from nps_reports.record import Verdict, Word


@pytest.fixture
def verdict(sandboxed: Sandboxed, rule: str) -> Verdict:
    """The verdict that a test is about. Our own error is one of pytest's, and not a failure."""
    found = sandboxed.verdicts[rule]
    if found.verdict is Word.ERROR:
        show(found, sandboxed.entries)
        pytest.fail(explain(found), pytrace=False)
    return found


def test_rule(verdict: Verdict, sandboxed: Sandboxed) -> None:
    """The client keeps the rule in this scenario and mode."""
    show(verdict, sandboxed.entries)
    if verdict.verdict is Word.FAILED and verdict.rule in sandboxed.excused:
        pytest.xfail(f"known failure: {sandboxed.excused[verdict.rule]}")
    if verdict.verdict is Word.FAILED:
        pytest.fail(explain(verdict), pytrace=False)
    if verdict.verdict not in {Word.PASSED, Word.WARNED}:
        pytest.skip(f"{verdict.verdict.value}: {verdict.reason}")


def test_conclusion(play: Play) -> None:
    """Every MUST in scope was shown to be kept, and every scenario came to its expected end."""
    run = play.concluded()
    if run.exit_code:
        text = f"{run.conclusion} (nps certify would exit with {run.exit_code})"
        pytest.fail(text, pytrace=False)
