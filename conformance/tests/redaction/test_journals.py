"""Redacted journals: no one in them any more, and not one verdict turned."""

import asyncio
import re
import sys
from base64 import b64decode, b64encode
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from nps_conformance.certificate.statement import head
from nps_conformance.commands.redact import essence
from nps_conformance.contractor_file import ContractorFile, DriverSettings, reference
from nps_conformance.contractors import faulty
from nps_conformance.contractors.faulty.__main__ import habits
from nps_conformance.judge import judge
from nps_conformance.plan import MODES, Part, Stage, play_all
from nps_conformance.redaction.journals import Redaction, private_values
from nps_reports.record import Word
from nps_scenarios.loader import load_profile, load_scenario, scenario_names
from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.endpoints.soap.envelope import EnvelopeReader
from nps_simulator.journal.entries import Action, Exchange, Finding
from nps_simulator.journal.files import encode_lines, read_journal, write_journal
from nps_wsdl.contract import load_contract

KEY = b"a secret of more than sixteen bytes"
# Rules that look at what people wrote, and some that do not.
RULES_TO_BREAK = {
    "alerts-not-copied",
    "decimals-exact",
    "key-safe-code-kept",
    "note-text-whole",
    "work-invoiced-once",
}


def _breaks(name):
    """The rule that a faulty contractor declares to break, read without importing them all."""
    source = Path(faulty.__file__).with_name(f"{name.replace('-', '_')}.py").read_text("utf-8")
    return next(iter(re.findall(r'^BREAKS = "(.*)"', source, re.MULTILINE)), "")


HABITS = [name for name in habits() if _breaks(name) in RULES_TO_BREAK]


def _played(contractor, scenario, folder, modes=MODES):
    parts = [
        Part(
            scenario=scenario,
            profile=load_profile(scenario.profile),
            mode=mode,
            seed=scenario.seed,
        )
        for mode in modes
    ]
    stage = Stage(contractor=contractor, folder=folder)
    played, _ = asyncio.run(play_all(parts, stage, lambda _: None, lambda _: None))
    return [each.entries for each in played]


def _redacted(journals, key=KEY):
    redaction = Redaction(key)
    for entries in journals:
        redaction.learn(entries)
    return [redaction.redacted(entries) for entries in journals]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The scenario with the oddest texts, played by the reference contractor, before and after."""
    folder = tmp_path_factory.mktemp("run")
    before = _played(reference(), load_scenario("text-and-codes"), folder)
    return before, _redacted(before)


def test_every_rule_about_texts_is_broken_by_somebody():
    assert {_breaks(name) for name in HABITS} == RULES_TO_BREAK


@pytest.mark.parametrize("name", HABITS)
def test_a_faulty_contractor_is_found_out_all_the_same(name, tmp_path):
    breaks, module = _breaks(name), faulty.__name__
    driver = DriverSettings(
        kind="command", command=(sys.executable, "-P", "-m", module, name), cwd="{work}"
    )
    contractor = ContractorFile(name=name, version="1", driver=driver)
    scenarios = [load_scenario(each) for each in scenario_names()]
    covering = [each for each in scenarios if breaks in each.covers]
    scenario = min(covering, key=lambda each: (each.id != "duplicate-invoice", len(each.covers)))

    before = _played(contractor, scenario, tmp_path, modes=("gullible",))
    after = _redacted(before)

    words = {each.rule: each.verdict for each in judge(after[0])}
    assert words[breaks] in {Word.FAILED, Word.WARNED}
    assert list(map(essence, judge(after[0]))) == list(map(essence, judge(before[0])))


def test_the_reference_contractor_stays_blameless(played):
    for before, after in zip(*played, strict=True):
        assert list(map(essence, judge(after))) == list(map(essence, judge(before)))


def test_no_private_value_is_left_anywhere(played):
    before, after = played
    written = b"".join(line for each in after for line in encode_lines(each)).decode()

    values = {value for each in before for value in private_values(each) if len(value) >= 8}
    values -= before[0][0].contractors.keys()  # the account writes the notes

    assert len(values) > 10
    assert [each for each in values if each in written] == []


def _plain(message):
    return msgspec.json.decode(msgspec.json.encode(message))


def test_bytes_and_typed_contents_still_say_the_same(played):
    reader, codec = EnvelopeReader(), Codec(load_contract())
    read = 0
    for entry in (entry for each in played[1] for entry in each):
        if isinstance(entry, Exchange) and entry.request is not None:
            child = reader.read(entry.http_request.body.encode(), None).child
            assert _plain(codec.decode(child)) == entry.request
            read += 1
        if isinstance(entry, Exchange) and entry.outcome == "success":
            child = reader.read(entry.http_reply.body.encode(), None).child
            assert _plain(codec.decode_reply(child)) == entry.reply
    assert read > 20


def test_every_text_keeps_its_length(played):
    before, after = played

    for one, other in zip(before, after, strict=True):
        lengths = [len(value) for value in private_values(one)]
        assert [len(value) for value in private_values(other)] == lengths


def test_a_redacted_journal_says_so_and_has_a_chain_of_its_own(played, tmp_path):
    before, after = played

    write_journal(tmp_path / "redacted.jsonl", after[0])
    read = read_journal(tmp_path / "redacted.jsonl")

    assert read[0].redacted_from == head(before[0]) != head(read)
    assert before[0][0].redacted_from == ""


def test_the_same_key_gives_the_same_and_another_another(played):
    before, after = played

    assert _redacted(before) == after
    assert _redacted(before, b"another secret of more than sixteen")[0][5:] != after[0][5:]


def _note(journal, text, **fields):
    """A note in a small journal, with its bytes as a client would send them."""
    seq = journal.note(text=text)
    entry = journal.entries[seq]
    body = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f"<AddWorksOrderNote><WorksOrderNumber>1/1</WorksOrderNumber><Text>{text}</Text>"
        f"<ExternalReference>{entry.request['external_reference']}</ExternalReference>"
        "</AddWorksOrderNote></s:Body></s:Envelope>"
    )
    http = replace(entry.http_request, body=body)
    journal.entries[seq] = replace(entry, http_request=http, **fields)
    return seq


def test_a_fault_that_quotes_what_came_quotes_the_pseudonym(journal):
    said = "Mrs Quillfeather is out"
    text = f"Text holds '{said}'; expected less."
    seq = _note(journal, said, findings=[Finding(code="SCHEMA", text=text)])

    (after,) = _redacted([journal.read_back()])

    found = after[seq].findings[0].text
    assert found == f"Text holds '{after[seq].request['text']}'; expected less."
    assert "Quillfeather" not in found


def test_a_value_that_is_quoted_in_part_is_found_too(journal):
    said = "Mrs Quillfeather is out, and comes back in the afternoon"
    seq = _note(journal, said, findings=[Finding(code="SCHEMA", text=f"It is '{said[:30]}...'.")])

    (after,) = _redacted([journal.read_back()])

    shown = after[seq].request["text"][:30]
    assert after[seq].findings[0].text == f"It is '{shown}...'."


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "latin-1"])
def test_a_body_in_another_encoding_is_redacted_in_it(journal, encoding):
    seq = _note(journal, "Mrs Café Quillfeather")
    entry = journal.entries[seq]
    raw = b64encode(entry.http_request.body.encode(encoding)).decode()
    http = replace(entry.http_request, body="", body_base64=raw)
    journal.entries[seq] = replace(entry, http_request=http)

    (after,) = _redacted([journal.read_back()])

    text = b64decode(after[seq].http_request.body_base64).decode(encoding)
    assert f"<Text>{after[seq].request['text']}</Text>" in text
    assert "Quillfeather" not in text
    assert len(text) == len(entry.http_request.body)


def test_a_misspelt_element_is_taken_for_private(journal):
    seq = _note(journal, "Rang.")
    entry = journal.entries[seq]
    body = entry.http_request.body.replace("<Text>Rang.</Text>", "<Txt>Quillfeather</Txt>")
    journal.entries[seq] = replace(entry, http_request=replace(entry.http_request, body=body))

    (after,) = _redacted([journal.read_back()])

    assert "Quillfeather" not in after[seq].http_request.body
    assert "<WorksOrderNumber>1/1</WorksOrderNumber>" in after[seq].http_request.body


def test_the_code_of_a_key_safe_is_redacted_in_a_reference_too_and_nothing_else_of_it(journal):
    home = {"key_safe_code": "4711", "tenant_name": "REF"}
    journal.add(Action, name="raise_order", arguments={"home": home}, orders=["1/1"])
    with_code, without = journal.note(ref="REF-4711"), journal.note(ref="REF-47110")

    (after,) = _redacted([journal.read_back()])

    code = after[1].arguments["home"]["key_safe_code"]
    assert code != "4711"
    assert after[with_code].request["external_reference"] == f"REF-{code}"
    assert after[without].request["external_reference"] == "REF-47110"
