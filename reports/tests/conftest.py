"""A small run, made by hand: one scenario in one mode, one breach."""

from dataclasses import replace

import pytest

from nps_reports.record import (
    Environment,
    Known,
    Played,
    Report,
    RuleSummary,
    Run,
    Standing,
    Verdict,
    Violation,
    Word,
)
from nps_simulator.journal.entries import Closed, Exchange, Http, Opened

NASTY = "<script>alert('x')</script> & \"quotes\""


def _entries():
    opened = Opened(
        seq=0,
        at="2026-03-02T08:00:00",
        scenario="small",
        scenario_sha256="aa",
        covers=["work-invoiced-once"],
        profile={"name": "certification"},
        mode="faithful",
        seed=7,
        contractors={"contractor": {}},
        claims={"name": NASTY, "version": "1"},
        contract_sha256="cc",
        rules_sha256="rr",
    )
    exchange = Exchange(
        seq=1,
        at="2026-03-02T08:01:00",
        operation="CreateInvoice",
        contractor="contractor",
        http_request=Http(
            start="POST /s/small/ HTTP/1.1", headers=[("A", "b")], body=f"<x>{NASTY}</x>"
        ),
        http_reply=Http(start="200 OK", headers=[], body="<y/>"),
        request={"orders": [{"works_order_number": "1/1"}]},
        reply=None,
        outcome="success",
    )
    return (opened, exchange, Closed(seq=2, at="2026-03-02T08:02:00", why="script"))


def _verdict(rule, word, **more):
    return Verdict(
        rule=rule,
        scenario="small",
        mode="faithful",
        verdict=word,
        level="MUST",
        provenance="documented",
        sentence="Work is invoiced once.",
        source="AP8: Creates an invoice.",
        in_scope=True,
        reason="broken once" if word is Word.FAILED else "kept on 1 occasion",
        **more,
    )


@pytest.fixture
def run():
    violation = Violation(
        entries=(1, 2),
        message=1,
        order="1/1",
        came=f"A second invoice {NASTY}.",
        legal="Nothing.",
        state="works order 1/1: status COM as last told",
        fix="Invoice once.",
        xpath="/Envelope/Body/CreateInvoice/SupplierInvoiceReference",
        line=4,
    )
    verdicts = (
        _verdict("message-valid", Word.PASSED, satisfied=1, evidence=(1,)),
        _verdict("work-invoiced-once", Word.FAILED, violated=1, violations=(violation,)),
    )
    return Run(
        contractor={"name": NASTY, "version": "1"},
        contract_sha256="cc",
        rules_sha256="rr",
        played=(
            Played(
                scenario="small",
                mode="faithful",
                seed=7,
                profile="certification",
                covers=("work-invoiced-once",),
                scenario_sha256="aa",
                entries=3,
                exchanges=1,
                ended="script",
            ),
        ),
        summary=tuple(
            RuleSummary(
                rule=each.rule,
                level=each.level,
                verdict=each.verdict,
                in_scope=True,
                reason=each.reason,
            )
            for each in verdicts
        ),
        verdicts=verdicts,
        exit_code=1,
        conclusion="Not conformant: broken work-invoiced-once.",
    )


@pytest.fixture
def report(run):
    return Report(
        run=run,
        journals={("small", "faithful"): _entries()},
        environment=Environment(
            started_at="2026-03-02T09:00:00+00:00",
            seconds=1.5,
            command=("nps", "certify", "--contractor", "my contractor.yaml"),
            facts=(("python", "3.11"),),
        ),
    )


@pytest.fixture
def words(report):
    """The same report with one verdict of every word."""
    verdicts = tuple(_verdict(f"rule-{word.value.lower()}", word) for word in Word)
    summary = tuple(
        RuleSummary(
            rule=each.rule, level="MUST", verdict=each.verdict, in_scope=True, reason=each.reason
        )
        for each in verdicts
    )
    return replace(report, run=replace(report.run, verdicts=verdicts, summary=summary))


@pytest.fixture
def known(report):
    """The same report with a known failure of every standing; the one that holds is the breach."""
    rules = {
        Standing.HOLDS: "work-invoiced-once",
        Standing.STALE: "message-valid",
    }
    entries = tuple(
        Known(
            rule=rules.get(each, f"rule-{each.value.replace(' ', '-')}"),
            reason=f"Because {NASTY}.",
            owner="A. Miller",
            until="2026-12-31",
            standing=each,
            said=f"It is {each.value}.",
        )
        for each in Standing
    )
    counts = {each.value: 1 for each in Standing}
    return replace(report, run=replace(report.run, known_failures=entries, known_counts=counts))
