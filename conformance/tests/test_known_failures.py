"""Known failures: how each entry stands, and what follows for the run."""

import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from nps_conformance.contractor_file import KnownFailure
from nps_conformance.judge_run import judge_run
from nps_conformance.known_failures import weighed
from nps_conformance.rules._book import RULES
from nps_reports.record import Played, RuleSummary, Run, Verdict, Word

NPS = shutil.which("nps", path=str(Path(sys.executable).parent))
PLAN = ("--scenario", "duplicate-invoice", "--mode", "gullible", "--reports", "reports")
DAY = date(2026, 3, 2)
BROKEN, KEPT, OTHER = "work-invoiced-once", "receipt-after-details", "message-valid"

ALSO_BROKEN = "repeat-with-same-reference"  # by one that sends an invoice again with a new one


def known(rule, until=DAY):
    return KnownFailure(rule=rule, reason="It is being rewritten.", owner="A. Miller", until=until)


def run(*words, expectations=(), in_scope=True):
    """A run of one sandbox, its rules (id, word)."""
    summary = tuple(
        RuleSummary(rule=rule, level="MUST", verdict=word, in_scope=in_scope, reason="so it is")
        for rule, word in words
    )
    verdicts = tuple(
        Verdict(
            rule=rule,
            scenario="small",
            mode="faithful",
            verdict=word,
            level="MUST",
            provenance="documented",
            sentence="Something holds.",
            source="a test",
            in_scope=in_scope,
            reason="so it is",
        )
        for rule, word in words
    )
    played = Played(
        scenario="small",
        mode="faithful",
        seed=1,
        profile="certification",
        covers=(),
        scenario_sha256="",
        entries=2,
        exchanges=1,
        ended="script",
        expectations=expectations,
    )
    return Run(
        contractor={},
        contract_sha256="",
        rules_sha256="",
        played=(played,),
        summary=summary,
        verdicts=verdicts,
        exit_code=1,
        conclusion="As judged.",
    )


FAILING = run((BROKEN, Word.FAILED), (KEPT, Word.PASSED))


def weigh(judged, *entries, on=DAY, tried=RULES):
    return weighed(judged, entries, on=on, tried=tried)


def test_a_known_failure_that_fails_does_not_fail_the_run():
    told = weigh(FAILING, known(BROKEN))

    assert told.exit_code == 0
    assert told.conclusion == "Conformant but for known failures: work-invoiced-once."
    assert [each.standing for each in told.known_failures] == ["holds"]
    assert told.known_counts == {
        "holds": 1,
        "not tried": 0,
        "stale": 0,
        "unknown": 0,
        "expired": 0,
    }
    assert told.excused == {BROKEN}


def test_no_verdict_is_touched():
    told = weigh(FAILING, known(BROKEN), known("no-such-rule"))

    assert (told.verdicts, told.summary) == (FAILING.verdicts, FAILING.summary)


def test_one_that_did_not_fail_is_stale_and_fails_the_run():
    told = weigh(run((KEPT, Word.PASSED)), known(KEPT))

    assert told.exit_code == 1
    assert told.conclusion == (
        "Not conformant: known_failures does not hold for receipt-after-details (stale)."
    )
    assert told.known_failures[0].said == (
        "The known failure receipt-after-details did not fail in this run (PASSED); "
        "remove the entry."
    )


@pytest.mark.parametrize(
    "word", [Word.WARNED, Word.NOT_EXERCISED, Word.INCONCLUSIVE, Word.NOT_APPLICABLE]
)
def test_only_failed_is_a_failure(word):
    told = weigh(run((KEPT, word)), known(KEPT))

    assert (told.exit_code, told.known_failures[0].standing) == (1, "stale")


def test_one_about_no_rule_fails_the_run():
    told = weigh(run((KEPT, Word.PASSED)), known("receipt-after-detail"))

    assert (told.exit_code, told.known_failures[0].standing) == (1, "unknown")
    assert "receipt-after-detail is no rule; correct its id" in told.known_failures[0].said


def test_one_holds_on_its_last_day_and_not_a_day_longer():
    last = weigh(FAILING, known(BROKEN, until=DAY))
    after = weigh(FAILING, known(BROKEN, until=DAY), on=date(2026, 3, 3))

    assert last.exit_code == 0
    assert (after.exit_code, after.known_failures[0].standing) == (1, "expired")
    assert after.excused == set()
    assert after.conclusion == (
        "Not conformant: broken work-invoiced-once. "
        "known_failures does not hold for work-invoiced-once (expired)."
    )
    assert after.known_failures[0].said == (
        "The known failure work-invoiced-once was let pass until 2026-03-02 only; "
        "A. Miller is to mend it."
    )


def test_another_failure_still_fails_the_run():
    told = weigh(run((BROKEN, Word.FAILED), (OTHER, Word.FAILED)), known(BROKEN))

    assert told.exit_code == 1
    assert told.conclusion == "Not conformant: broken message-valid."


def test_what_the_run_could_not_show_is_not_stale():
    told = weigh(run((KEPT, Word.PASSED)), known(BROKEN), tried={KEPT})

    assert (told.exit_code, told.known_failures[0].standing) == (0, "not tried")


def test_what_failed_although_it_was_not_in_scope_holds():
    told = weigh(FAILING, known(BROKEN), tried=())

    assert (told.exit_code, told.known_failures[0].standing) == (0, "holds")


def test_the_judges_own_error_is_not_hidden():
    told = weigh(run((OTHER, Word.ERROR), (KEPT, Word.PASSED)), known(KEPT))

    assert told.exit_code == 4


MISSED = ({"order": "tap", "expected": "CLO", "number": "1/1", "came": "COM", "held": False},)


def test_an_end_that_a_known_failure_spoiled_is_excused_and_no_other():
    spoiled = run((BROKEN, Word.FAILED), expectations=MISSED)
    elsewhere = replace(
        spoiled, verdicts=tuple(replace(each, mode="gullible") for each in spoiled.verdicts)
    )

    assert weigh(spoiled, known(BROKEN)).exit_code == 0
    assert weigh(elsewhere, known(BROKEN)).exit_code == 2


def test_without_known_failures_the_run_is_concluded_as_it_was_judged(make):
    journal = make.journal(covers=[KEPT])
    journal.close()
    judged = judge_run([journal.entries])

    told = weigh(judged)

    assert (told.exit_code, told.conclusion) == (judged.exit_code, judged.conclusion)
    assert told == judged


def certify(folder, *entries):
    """Certify a contractor that invoices twice; entries are (rule, until)."""
    faulty = "nps_conformance.contractors.faulty"
    told = [
        {"rule": rule, "reason": "Being rewritten.", "owner": "A. Miller", "until": until}
        for rule, until in entries
    ]
    driver = {
        "kind": "command",
        "mode": "resident",
        "command": [sys.executable, "-P", "-m", faulty, "invoices_twice_with_new_reference"],
        "cwd": "{work}",
    }
    (folder / "contractor.yaml").write_text(
        f'name: Tried\nversion: "1"\ndriver: {json.dumps(driver)}\n'
        f"known_failures: {json.dumps(told)}\n"
    )
    done = subprocess.run(
        [NPS, "certify", "--contractor", "contractor.yaml", *PLAN],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    reports = folder / "reports"
    run = json.loads((reports / "run.json").read_bytes())
    junit = ET.parse(reports / "junit.xml").getroot()
    return done.returncode, done.stdout, run, junit, (reports / "report.html").read_text("utf-8")


def test_a_contractor_with_a_known_failure_is_certified_but_for_it(tmp_path):
    day = "2999-12-31"
    code, out, run, junit, html = certify(tmp_path, (BROKEN, day), (ALSO_BROKEN, day))

    assert code == 0, out
    failed = {each["rule"] for each in run["verdicts"] if each["verdict"] == "FAILED"}
    assert failed == {BROKEN, ALSO_BROKEN}
    assert run["known_counts"]["holds"] == 2
    assert junit.get("failures") == "0"
    assert "FAILED         work-invoiced-once" in out
    assert "(known failure)" in out
    assert "Known failures: 2 holds" in out
    assert "Conformant but for known failures: repeat-with-same-reference, work-in" in out
    assert "it is let pass until 2999-12-31. Reason: Being rewritten. Owner: A. Miller." in html


def test_entries_that_do_not_hold_fail_the_run_each_in_a_sentence(tmp_path):
    code, out, run, junit, _ = certify(
        tmp_path,
        (BROKEN, "2000-01-01"),
        ("receipt-after-details", "2999-12-31"),
        ("receipt-after-detail", "2999-12-31"),
    )

    assert code == 1, out
    standings = [each["standing"] for each in run["known_failures"]]
    assert standings[0] == "expired"
    assert standings[2] == "unknown"
    assert "work-invoiced-once was let pass until 2000-01-01 only; A. Miller is to mend it." in out
    assert "receipt-after-detail is no rule; correct its id" in out
    assert int(junit.get("failures")) >= 3
