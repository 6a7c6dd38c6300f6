from dataclasses import replace

import msgspec
import pytest

from nps_conformance.contractor_file import reference
from nps_conformance.evidence.build import NotAJournalError
from nps_conformance.judge import judge, rules_sha256
from nps_conformance.rules._book import RULES
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

RECEIPT = "receipt-after-details"


@pytest.fixture
def broken():
    return Violated(entries=(1,), came="This.", legal="That.", fix="Do that.")


def _rule(*occasions, **more):
    given = {
        "level": Level.MUST,
        "provenance": Provenance.DOCUMENTED,
        "kind": Kind.MESSAGE,
        "family": "tests",
        "source": "a test",
        **more,
    }

    @rule(**given)
    def check(_evidence):
        """Something holds."""
        yield from occasions

    return {check.id: check}


def _word(journal, rules):
    (verdict,) = judge(journal.entries, rules)
    return verdict.verdict.value


def test_every_rule_gets_a_verdict_in_the_order_of_ids(journal):
    verdicts = judge(journal.entries)

    assert [each.rule for each in verdicts] == sorted(RULES)


def test_an_idle_contractor_passes_nothing(journal):
    journal.fact("visit_agreed")
    journal.idle(6)
    journal.fact("month_end", None)
    journal.close()

    words = {each.verdict.value for each in judge(journal.entries)}

    assert words <= {"NOT_EXERCISED", "INCONCLUSIVE"}


def test_a_contractor_that_only_polls_passes_no_prohibition(journal):
    journal.fact("work_finished")
    journal.rounds(6)
    journal.close()

    passed = [each.rule for each in judge(journal.entries) if each.verdict == "PASSED"]

    assert [each for each in passed if RULES[each].kind is not Kind.MESSAGE] == []


@pytest.mark.parametrize(
    ("occasions", "word"),
    [
        ((), "NOT_EXERCISED"),
        ((satisfied(1),), "PASSED"),
        ((undecided(Why.NOT_TOLD),), "NOT_EXERCISED"),
        ((undecided(Why.NOT_TEMPTED),), "NOT_EXERCISED"),
        ((undecided(Why.NOT_DUE),), "INCONCLUSIVE"),
        ((undecided(Why.NO_LIFE),), "INCONCLUSIVE"),
        ((satisfied(1), undecided(Why.NOT_TOLD)), "PASSED"),
        ((satisfied(1), undecided(Why.NOT_DUE)), "PASSED"),
        ((satisfied(1), undecided(Why.NO_LIFE)), "INCONCLUSIVE"),
    ],
)
def test_occasions_make_a_word(journal, occasions, word):
    assert _word(journal, _rule(*occasions)) == word


@pytest.mark.parametrize(
    ("level", "provenance", "always", "word"),
    [
        (Level.MUST, Provenance.DOCUMENTED, False, "FAILED"),
        (Level.MUST, Provenance.INFERRED, False, "FAILED"),
        (Level.MUST, Provenance.ASSUMED, False, "WARNED"),
        (Level.MUST, Provenance.ASSUMED, True, "FAILED"),
        (Level.SHOULD, Provenance.DOCUMENTED, False, "WARNED"),
    ],
)
def test_a_breach_counts_by_level_and_provenance(  # noqa: PLR0913, PLR0917 - a table has columns
    journal, broken, level, provenance, always, word
):
    rules = _rule(broken, level=level, provenance=provenance, always_fails=always)

    assert _word(journal, rules) == word


def test_one_breach_outweighs_any_number_of_kept_occasions(journal, broken):
    assert _word(journal, _rule(satisfied(1), broken, satisfied(2))) == "FAILED"


def test_only_a_promoted_assumed_rule_fails(make, broken):
    rules = _rule(broken, provenance=Provenance.ASSUMED)
    (name,) = rules
    other = make.journal(promotes=[{"rule": "another", "reason": "why not"}])
    this = make.journal(promotes=[{"rule": name, "reason": "our landlord insists"}])

    assert _word(other, rules) == "WARNED"
    assert _word(this, rules) == "FAILED"


def test_an_operation_that_is_not_claimed_makes_a_rule_not_applicable(journal, broken):
    claiming = replace(reference(), claims=("RequestWorksOrders",))
    journal.entries[0].claims.update(claiming.journaled())
    rules = _rule(broken, needs=("CreateInvoice",))

    (verdict,) = judge(journal.entries, rules)

    assert verdict.verdict == "NOT_APPLICABLE"
    assert "CreateInvoice" in verdict.reason


def test_a_rule_that_needs_a_given_time_is_not_for_a_client_with_its_own_clock(journal, broken):
    journal.entries[0].claims["clock"] = "machine"

    assert _word(journal, _rule(broken, needs_given_time=True)) == "NOT_APPLICABLE"


def test_a_rule_that_crashes_is_an_error_and_the_others_are_judged(journal):
    @rule(
        level=Level.MUST,
        provenance=Provenance.DOCUMENTED,
        kind=Kind.MESSAGE,
        family="tests",
        source="a test",
    )
    def crash(_evidence):
        """Something breaks."""
        yield satisfied(1)
        raise KeyError("surprise")

    journal.details()
    journal.receipt()

    crashed, kept = judge(journal.entries, {"crash": crash, RECEIPT: RULES[RECEIPT]})

    assert crashed.verdict == "ERROR"
    assert "KeyError: 'surprise'" in crashed.reason
    assert kept.verdict == "PASSED"


def test_what_is_not_a_journal_is_refused(journal):
    with pytest.raises(NotAJournalError):
        judge(journal.entries[1:])


def test_live_and_replayed_entries_give_the_same_verdicts(journal):
    journal.received()
    journal.complete(lines=[(1, "2.00")])
    journal.invoice(lost=True)
    journal.invoice(ref="R-NEW")
    journal.rounds(4)
    journal.close()

    assert judge(journal.entries) == judge(journal.read_back())


def test_the_simulators_own_state_does_not_matter(journal):
    journal.received()
    journal.complete()
    plain = judge(journal.entries)
    journal.entries[:] = [
        msgspec.structs.replace(each, before={"1/1": "ISS"}, after={"1/1": "CLO"})
        if hasattr(each, "before")
        else each
        for each in journal.entries
    ]

    assert judge(journal.entries) == plain


def test_a_violation_points_into_the_message(journal):
    journal.received()
    journal.complete(lost=True)
    journal.complete(ref="R-NEW")

    verdict = journal.verdict("repeat-with-same-reference")

    (violation,) = verdict.violations
    assert violation.xpath == "/Envelope/Body/ExternalReference"
    assert violation.line == 3


def test_the_hash_of_the_rules_is_stable_and_of_64_digits():
    assert rules_sha256() == rules_sha256()
    assert len(rules_sha256()) == 64


def test_long_evidence_is_cut_and_counted(journal):
    for number in range(300):
        journal.received(f"{number}/1")

    (verdict,) = judge(journal.entries, {RECEIPT: RULES[RECEIPT]})

    assert verdict.satisfied == 300
    assert 200 <= len(verdict.evidence) <= 201


def test_a_rule_that_needs_the_bytes_is_not_for_a_compact_journal(journal, broken):
    rules = _rule(broken, needs_bytes=True)
    assert _word(journal, rules) == "FAILED"

    journal.entries[0] = msgspec.structs.replace(journal.entries[0], journal="compact")
    (verdict,) = judge(journal.entries, rules)

    assert verdict.verdict == "NOT_APPLICABLE"
    assert "does not hold messages as they were sent" in verdict.reason
