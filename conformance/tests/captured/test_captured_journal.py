"""A log from elsewhere is judged by the same rules, and for no more than it shows."""

import json

import pytest

from nps_conformance.captured.har import read
from nps_conformance.captured.journal import imported
from nps_conformance.judge import judge
from nps_conformance.judge_run import judge_run
from nps_conformance.rules._book import RULES
from nps_reports.record import Word
from nps_scenarios.loader import load_profile
from nps_simulator.journal.entries import Exchange
from nps_simulator.journal.files import encode_lines, read_journal, write_journal

MESSAGE = {rule.id for rule in RULES.values() if rule.family == "message"}
SAYING = {Word.PASSED, Word.FAILED, Word.WARNED}


def _judged(path, *, whole=False):
    made = imported(read(path), profile=load_profile("certification"), claims={}, whole=whole)
    return made, {each.rule: each for each in judge(made.entries)}


def _of(journal):
    return {each.rule: each for each in judge(journal)}


@pytest.mark.parametrize(
    ("scenario", "habit"),
    [
        ("text-and-codes", ""),
        ("lost-requests-and-replies", ""),
        ("straight-road", "names-no-action"),
        ("straight-road", "counts-in-floats"),
    ],
)
def test_messages_get_the_verdicts_that_the_journal_of_the_same_run_gives(
    play, record, scenario, habit
):
    journal = play(scenario, habit)
    theirs = _of(journal)

    _, ours = _judged(record(journal))

    for rule in MESSAGE:
        said = [
            (each.verdict, each.satisfied, each.violated) for each in (ours[rule], theirs[rule])
        ]
        assert said[0] == said[1], rule
    assert ours["message-valid"].verdict in SAYING


def test_a_whole_log_is_judged_for_what_was_told_and_done_too(play, record):
    journal = play("text-and-codes")

    _, ours = _judged(record(journal), whole=True)

    theirs = _of(journal)
    for rule in ("receipt-after-details", "work-after-receipt", "appointment-reference-known"):
        assert (ours[rule].verdict, ours[rule].satisfied) == (
            theirs[rule].verdict,
            theirs[rule].satisfied,
        )
        assert ours[rule].verdict is Word.PASSED


def test_rules_that_need_instructions_or_a_given_time_pass_nothing(play, record):
    made, ours = _judged(record(play("text-and-codes")), whole=True)

    assert ours["finished-work-reported"].verdict is Word.NOT_EXERCISED
    assert ours["note-text-whole"].verdict is Word.NOT_EXERCISED
    given = [rule.id for rule in RULES.values() if rule.needs_given_time]
    assert {ours[rule].verdict for rule in given} <= {Word.NOT_APPLICABLE}
    assert made.entries[0].captured == "whole"


def test_the_reference_contractor_is_blamed_for_nothing_in_any_part_of_its_log(play, record):
    path = record(play("text-and-codes"))
    whole = json.loads(path.read_bytes())
    entries = whole["log"]["entries"]

    for start in range(0, len(entries), 7):
        path.write_text(json.dumps({"log": {"entries": entries[start:]}}))
        _, ours = _judged(path)

        broken = [each.rule for each in ours.values() if each.verdict in {"FAILED", "WARNED"}]
        assert broken == [], start


def test_of_an_order_that_began_before_the_log_nothing_is_blamed_that_may_have_been(play, record):
    path = record(play("straight-road", "confirms-newest-only"))
    whole = json.loads(path.read_bytes())
    first_work = next(
        number
        for number, each in enumerate(whole["log"]["entries"])
        if "CreateAppointment" in each["request"].get("postData", {}).get("text", "")
    )
    whole["log"]["entries"] = whole["log"]["entries"][first_work:]
    path.write_text(json.dumps(whole))

    _, part = _judged(path)
    _, all_of_it = _judged(path, whole=True)

    assert all_of_it["work-after-receipt"].verdict is Word.FAILED
    assert part["work-after-receipt"].verdict is Word.INCONCLUSIVE
    assert "may have come before the log began" in part["work-after-receipt"].reason


def test_a_broken_rule_in_the_log_is_told_with_its_message(play, record):
    _, ours = _judged(record(play("duplicate-invoice", "invoices-every-run")))

    violation = ours["work-invoiced-once"].violations[0]

    assert ours["work-invoiced-once"].verdict is Word.FAILED
    assert violation.xpath.endswith("/SupplierInvoiceReference")


def test_a_log_of_right_messages_alone_is_no_certificate_but_no_failure(play, record):
    made, ours = _judged(record(play("text-and-codes")))

    run = judge_run([made.entries])

    assert run.exit_code in {0, 2}
    assert set(made.entries[0].covers) == {
        each.rule for each in ours.values() if each.verdict in {*SAYING, Word.INCONCLUSIVE}
    }


def test_a_log_that_shows_nothing_passes_nothing(play, record):
    path = record(play("text-and-codes"))
    whole = json.loads(path.read_bytes())
    fetch = [each for each in whole["log"]["entries"] if "?wsdl" in each["request"]["url"]]
    poll = whole["log"]["entries"][1]
    poll["response"] = {"status": 401, "headers": [], "content": {"size": 0}}
    path.write_text(json.dumps({"log": {"entries": [*fetch, poll]}}))

    made, _ = _judged(path)

    assert judge_run([made.entries]).exit_code != 0


def test_what_the_landlord_of_the_log_took_is_held_against_the_contract_all_the_same(play, record):
    path = record(play("straight-road"))
    whole = json.loads(path.read_bytes())
    for each in whole["log"]["entries"]:
        data = each["request"].get("postData", {})
        data["text"] = data.get("text", "").replace("MaximumOrders", "MaximumOrder")
        data["text"] = data["text"].replace("CompletedAt", "CompletedOn")
    path.write_text(json.dumps(whole))

    _, ours = _judged(path)

    assert ours["message-valid"].verdict is Word.FAILED
    assert "CompletedOn" in ours["message-valid"].violations[0].came


def test_a_fault_that_is_the_landlords_own_is_nobodys_fault(play, record):
    path = record(play("straight-road"))
    whole = json.loads(path.read_bytes())
    fault = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
        "<faultcode>s:Server</faultcode><faultstring>Out of order</faultstring></s:Fault></s:Body>"
        "</s:Envelope>"
    )
    reply = {"status": 500, "headers": [], "content": {"size": 1, "text": fault}}
    whole["log"]["entries"][3]["response"] = reply
    path.write_text(json.dumps(whole))

    made, ours = _judged(path)

    assert ours["message-valid"].verdict is Word.PASSED
    assert made.entries[4].outcome == "fault"
    assert made.entries[4].delivery == "replaced"


def test_credentials_are_masked_at_once(play, record):
    path = record(play("straight-road"))
    whole = json.loads(path.read_bytes())
    first = whole["log"]["entries"][1]["request"]
    first["headers"] += [
        {"name": "Authorization", "value": "Basic c2VjcmV0OnNlY3JldA=="},
        {"name": "X-Api-Key", "value": "secret-one"},
        {"name": "Cookie", "value": "sid=secret-two"},
        {"name": "X-Gateway-Session", "value": "secret-three"},
    ]
    first["url"] = first["url"].replace("//", "//user:secret-four@") + "?token=secret-five&x=1"
    first["postData"]["text"] = first["postData"]["text"].replace(
        "Body>",
        'Header><w:Security xmlns:w="http://docs.oasis-open.org/wss/2004/01/'
        'oasis-200401-wss-wssecurity-secext-1.0.xsd"><w:UsernameToken><w:Username>acme'
        "</w:Username><w:Password>secret-six</w:Password></w:UsernameToken></w:Security>"
        "</soap-env:Header><soap-env:Body>",
        1,
    )
    path.write_text(json.dumps(whole))

    made, _ = _judged(path)
    written = b"".join(encode_lines(made.entries)).decode()

    assert "secret" not in written
    assert "c2VjcmV0" not in written
    assert "x=1" in written


def test_it_is_a_journal_like_any_other(play, record, tmp_path):
    made, ours = _judged(record(play("text-and-codes")))

    write_journal(tmp_path / "saved.jsonl", made.entries)

    read_back = read_journal(tmp_path / "saved.jsonl")
    assert {each.rule: each for each in judge(read_back)} == ours


def test_a_poll_that_began_while_another_was_under_way_is_seen(play, record):
    path = record(play("straight-road"))
    whole = json.loads(path.read_bytes())
    polls = [
        each
        for each in whole["log"]["entries"]
        if "RequestWorksOrders>" in each["request"].get("postData", {}).get("text", "")
        or "RequestWorksOrders " in each["request"].get("postData", {}).get("text", "")
    ]
    polls[1]["startedDateTime"] = polls[0]["startedDateTime"]
    polls[0]["time"] = 100
    polls[1]["time"] = 50
    path.write_text(json.dumps(whole))

    made, _ = _judged(path)

    beside = [each for each in made.entries if isinstance(each, Exchange) and each.during]
    assert [each.operation for each in beside] == ["RequestWorksOrders"]
    assert beside[0].unheard == beside[0].during
