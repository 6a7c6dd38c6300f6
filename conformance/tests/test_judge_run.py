from itertools import count

import pytest

from nps_conformance.evidence.build import NotAJournalError
from nps_conformance.judge_run import judge_run
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Provenance,
    Violated,
    Why,
    rule,
    satisfied,
    undecided,
)

KEPT = (satisfied(0),)
NO_LIFE = (undecided(Why.NO_LIFE),)
NONE = ()
BROKEN = (Violated(entries=(0,), came="This.", legal="That.", fix="Do that."),)
CRASH = None
MUST = {"level": Level.MUST, "provenance": Provenance.DOCUMENTED}
SHOULD = {"level": Level.SHOULD, "provenance": Provenance.DOCUMENTED}
ASSUMED = {"level": Level.MUST, "provenance": Provenance.ASSUMED}


def _rules(*by_journal, **kind):
    """One rule whose occasions are given for each journal in turn."""
    numbers = count()

    @rule(**{**MUST, **kind}, kind=Kind.MESSAGE, family="tests", source="a test")
    def check(_evidence):
        """Something holds."""
        occasions = by_journal[next(numbers)]
        if occasions is CRASH:
            raise RuntimeError("crashed")
        yield from occasions

    return {check.id: check}


ID = next(iter(_rules()))


def _run(make, *sandboxes, **kind):
    """`sandboxes` are (occasions, whether the scenario covers the rule)."""
    journals = []
    for number, (_, covered) in enumerate(sandboxes):
        journal = make.journal(covers=[ID] if covered else [])
        journal.entries[0] = type(journal.entries[0])(
            **{
                **{
                    name: getattr(journal.entries[0], name)
                    for name in journal.entries[0].__struct_fields__
                },
                "scenario": f"s{number}",
            }
        )
        journal.close()
        journals.append(journal.entries)
    return judge_run(journals, _rules(*(each for each, _ in sandboxes), **kind))


@pytest.mark.parametrize(
    ("sandboxes", "word", "code"),
    [
        ([(KEPT, True)], "PASSED", 0),
        ([(KEPT, True), (NONE, True)], "PASSED", 0),
        ([(KEPT, True), (NO_LIFE, False)], "PASSED", 0),
        ([(KEPT, True), (NO_LIFE, True)], "INCONCLUSIVE", 2),
        ([(KEPT, False), (NONE, True)], "NOT_EXERCISED", 2),
        ([(NONE, True)], "NOT_EXERCISED", 2),
        ([(NONE, False)], "NOT_EXERCISED", 0),
        ([(NO_LIFE, False)], "INCONCLUSIVE", 0),
        ([(KEPT, True), (BROKEN, False)], "FAILED", 1),
        ([(BROKEN, True), (NO_LIFE, True)], "FAILED", 1),
        ([(CRASH, False), (KEPT, True)], "ERROR", 4),
        ([(CRASH, False), (BROKEN, True)], "ERROR", 4),
    ],
)
def test_sandboxes_make_one_word_and_an_exit_code(make, sandboxes, word, code):
    run = _run(make, *sandboxes)

    assert [each.verdict.value for each in run.summary] == [word]
    assert run.exit_code == code


def test_a_should_that_is_broken_or_never_exercised_does_not_decide(make):
    assert _run(make, (BROKEN, True), **SHOULD).exit_code == 0
    assert _run(make, (NONE, True), **SHOULD).exit_code == 0


def test_an_assumed_rule_warns_and_does_not_decide(make):
    run = _run(make, (BROKEN, True), **ASSUMED)

    assert [each.verdict.value for each in run.summary] == ["WARNED"]
    assert run.exit_code == 0


def test_an_end_that_was_not_reached_leaves_it_undecided(make):
    journal = make.journal(covers=[ID])
    journal.close(expectations=[{"order": "tap", "held": False}])

    run = judge_run([journal.entries], _rules(KEPT))

    assert run.exit_code == 2
    assert "small (faithful)" in run.conclusion


def test_a_scenario_that_covers_a_rule_nobody_wrote_is_our_error(make):
    journal = make.journal(covers=["no-such-rule"])
    journal.close()

    run = judge_run([journal.entries])

    assert run.exit_code == 4
    assert "no-such-rule" in run.conclusion


def test_a_journal_that_was_cut_short_says_so(journal):
    run = judge_run([journal.entries])

    assert run.played[0].ended == ""


def test_nothing_to_judge_is_refused():
    with pytest.raises(NotAJournalError):
        judge_run([])


def test_an_idle_contractor_ends_undecided(make):
    journal = make.journal(covers=["receipt-after-details", "work-invoiced-once"])
    journal.idle(6)
    journal.close()

    run = judge_run([journal.entries])

    assert run.exit_code == 2
    assert [each for each in run.summary if each.verdict == "PASSED"] == []


@pytest.mark.parametrize("why", ["", "interrupted"])
def test_a_journal_that_does_not_come_to_its_end_decides_nothing(make, why):
    """A file without its last lines is whole by its hash chain, and what broke may be missing."""
    journal = make.journal(covers=[ID])
    if why:
        journal.close(why=why)

    run = judge_run([journal.entries], _rules(KEPT))

    assert run.exit_code == 2
    assert "does not come to its end in small (faithful)" in run.conclusion


def test_how_unclear_replies_were_handled_is_counted_over_all_sandboxes(make):
    journals = []
    for twin in ("lost", "never"):
        journal = make.journal()
        journal.received()
        journal.complete(**{twin: True})
        journal.complete()
        journals.append(journal.entries)

    run = judge_run(journals, {})

    same = "repeated under the same reference"
    assert [(each.operation, each.done, each.handling, each.count) for each in run.unclear] == [
        ("CompleteWorksOrder", False, same, 1),
        ("CompleteWorksOrder", True, same, 1),
    ]


def test_of_a_contractor_that_was_never_heard_no_rule_is_named(make):
    silent = make.journal(covers=["receipt-after-details", "work-invoiced-once"])
    silent.close()
    heard = make.journal(covers=["receipt-after-details", "work-invoiced-once"])
    heard.poll()
    heard.close()

    assert judge_run([silent.entries, silent.entries]).conclusion == (
        "Undecided: nothing came from the client, so there is nothing to judge. Check that it is "
        "started, and calls the address that it is given: nps doctor tries that."
    )
    assert "too little proof of receipt-after-details, work-invoiced-once" in (
        judge_run([silent.entries, heard.entries]).conclusion
    )
