"""Checking a certificate: whatever byte was changed is found, and its file is named."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_conformance.certificate import keys, parcel, signature, statement
from nps_conformance.certificate.check import check
from nps_conformance.certificate.issue import Gathered, issue
from nps_conformance.certificate.rederive import read_journal_bytes, run_bytes
from nps_conformance.judge_run import judge_run
from nps_reports.record import Word
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.files import encode_lines

TODAY = date(2026, 6, 1)


def _check(found, trusted=()):
    return check(found, trusted=trusted, today=TODAY)


def _issued(certified, gathered):
    data, _ = issue(gathered, certified.key, signed_at=certified.at, signed_by="", program="nps 1")
    return parcel.unpack(data, "acme.npscert")


def _flipped(data, position, bit):
    return b"%b%c%b" % (data[:position], data[position] ^ (1 << bit), data[position + 1 :])


def test_an_untouched_certificate_holds_as_file_and_unpacked(certified):
    for path in (certified.path, certified.unpacked, certified.unpacked / "certificate.json"):
        checked = _check(parcel.read(path), [keys.public(certified.key)])

        assert (checked.exit_code, checked.problems) == (0, ())
        assert checked.statement == certified.said


def test_the_same_run_key_and_time_give_the_same_bytes(certified):
    again, _ = issue(
        certified.gathered,
        certified.key,
        signed_at=certified.at,
        signed_by="Acme Ltd",
        program="nps 1",
    )

    assert again == certified.data


@pytest.fixture(scope="module")
def spans(certified):
    """Where the packed bytes of each file lie in the certificate."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(certified.data)) as archive:
        for info in archive.infolist():
            start = info.header_offset + 30 + len(info.filename)
            found[info.filename] = range(start, start + info.compress_size)
    return found


@given(choice=st.data())
@settings(max_examples=400, deadline=None)
def test_a_changed_byte_anywhere_in_the_certificate_is_found_and_named(certified, spans, choice):
    size = len(certified.data)
    position = choice.draw(
        st.integers(0, size - 1)
        | st.integers(size - 300, size - 1)  # the seal, and the end of the zip's directory
        | st.sampled_from([span[0] - 20 for span in spans.values()])  # heads of files
    )
    data = _flipped(certified.data, position, choice.draw(st.integers(0, 7)))

    checked = _check(parcel.unpack(data, "acme.npscert"))

    assert checked.exit_code == 1
    named = {each.file for each in checked.problems}
    holding = {name for name, span in spans.items() if position in span}
    assert named & {*holding, "acme.npscert"} or not holding
    assert named


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_changed_byte_in_any_file_is_found_and_that_file_alone_is_named(certified, place):
    found = parcel.read(certified.unpacked)

    for name, content in found.files.items():
        position = {"first": 0, "middle": len(content) // 2, "last": len(content) - 1}[place]
        changed = {**found.files, name: _flipped(content, position, 0)}
        checked = _check(replace(found, files=changed))

        assert checked.exit_code == 1
        assert {each.file for each in checked.problems} == {name}, (name, position)


@given(choice=st.data())
@settings(max_examples=150, deadline=None)
def test_a_changed_byte_in_any_unpacked_file_is_found_wherever_it_is(certified, choice):
    found = parcel.read(certified.unpacked)
    name = choice.draw(st.sampled_from(sorted(found.files)))
    position = choice.draw(st.integers(0, len(found.files[name]) - 1))
    content = _flipped(found.files[name], position, choice.draw(st.integers(0, 7)))

    checked = _check(replace(found, files={**found.files, name: content}))

    assert checked.exit_code == 1
    assert {each.file for each in checked.problems} == {name}


@given(choice=st.data())
@settings(max_examples=60, deadline=None)
def test_of_a_changed_journal_the_line_is_named(certified, choice):
    found = parcel.read(certified.unpacked)
    name = choice.draw(st.sampled_from([each for each in found.files if each.endswith(".jsonl")]))
    content = found.files[name]
    position = choice.draw(st.integers(0, len(content) - 1))
    line = content.count(b"\n", 0, position) + 1

    changed = _flipped(content, position, choice.draw(st.integers(0, 7)))
    checked = _check(replace(found, files={**found.files, name: changed}))

    assert f"{name}, line {line}: " in checked.problems[0].what


def test_a_file_that_is_missing_or_added_is_named(certified):
    found = parcel.read(certified.path)
    journal = "journals/duplicate-invoice-gullible.jsonl"
    fewer = {name: content for name, content in found.files.items() if name != journal}

    missing = _check(replace(found, files=fewer)).problems[0]
    added = _check(replace(found, files={**found.files, "journals/x.jsonl": b""})).problems[0]

    assert (missing.file, missing.what) == (journal, "it is missing")
    assert added.file == "journals/x.jsonl"
    assert "it was added" in added.what


def test_a_certificate_without_statement_or_signature_says_so(certified):
    found = parcel.read(certified.path)

    for gone in (parcel.STATEMENT, parcel.SIGNATURE):
        fewer = {name: content for name, content in found.files.items() if name != gone}
        problems = _check(replace(found, files=fewer)).problems

        assert [(each.file, each.what) for each in problems] == [(gone, "it is missing")]


def test_half_a_certificate_and_another_file_are_set_up_errors(certified, tmp_path):
    with pytest.raises(SetUpError, match=r"acme\.npscert is no certificate, or was cut off"):
        parcel.unpack(certified.data[: len(certified.data) // 2], "acme.npscert")
    with pytest.raises(SetUpError, match="is no certificate"):
        parcel.unpack(b"", "empty.npscert")
    with pytest.raises(SetUpError, match=r"has no certificate\.json"):
        parcel.read(tmp_path)
    with pytest.raises(SetUpError, match=r"none\.npscert: cannot be read"):
        parcel.read(tmp_path / "none.npscert")


def test_signed_by_a_key_that_is_not_trusted_it_does_not_hold(certified, tmp_path):
    other = keys.public(keys.make(tmp_path / "other.pem"))

    checked = _check(parcel.read(certified.path), [other])

    assert checked.exit_code == 1
    assert keys.public(certified.key) in checked.problems[0].what


def test_without_a_trusted_key_it_is_told_that_nobody_vouches_for_it(certified):
    checked = _check(parcel.read(certified.path))

    assert checked.exit_code == 0
    assert f"Nobody has vouched for the key {keys.public(certified.key)}" in checked.notes[0]


def test_changed_and_signed_again_by_somebody_else_it_names_another_key(certified, tmp_path):
    thief = keys.make(tmp_path / "thief.pem")
    data, _ = issue(
        certified.gathered, thief, signed_at=certified.at, signed_by="Acme Ltd", program="nps 1"
    )

    checked = _check(parcel.unpack(data, "x"), [keys.public(certified.key)])

    assert checked.exit_code == 1
    assert "not one you trust" in checked.problems[0].what


def test_a_verdict_that_the_journals_do_not_give_is_named_however_well_signed(certified):
    run = certified.gathered.run
    first = next(each for each in run.verdicts if each.verdict is Word.NOT_EXERCISED)
    forged = replace(
        run,
        verdicts=tuple(
            replace(each, verdict=Word.PASSED) if each is first else each for each in run.verdicts
        ),
    )
    files = {**certified.gathered.files, parcel.RUN: run_bytes(forged)}
    found = _issued(certified, replace(certified.gathered, run=forged, files=files))

    checked = _check(found)

    assert checked.exit_code == 1
    assert checked.problems[0].file == parcel.RUN
    assert f"{first.rule} in {first.scenario}, {first.mode}: it says PASSED" in (
        checked.problems[0].what
    )


def test_a_statement_that_its_files_do_not_bear_out_is_named_however_well_signed(certified):
    found = parcel.read(certified.unpacked)
    said = replace(certified.said, contractor="Somebody else")
    files = {**found.files, parcel.STATEMENT: statement.render(said)}
    signed = files[parcel.STATEMENT]
    files[parcel.SIGNATURE] = signature.render(certified.key.sign(signed), signed)

    problems = _check(replace(found, files=files)).problems

    assert [each.file for each in problems] == [parcel.STATEMENT]


def _of_other_rules(certified, change):
    """The run as if it had been played and judged by other rules; `change` is made to run.json."""
    journals, files = {}, dict(certified.gathered.files)
    for path in certified.gathered.journals:
        first, *rest = read_journal_bytes(files[path], path)
        first = type(first)(
            **{
                name: getattr(first, name)
                for name in first.__struct_fields__
                if name != "rules_sha256"
            },
            rules_sha256="0" * 64,
        )
        journals[path] = (first, *rest)
        files[path] = b"".join(encode_lines(journals[path]))
    run = change(judge_run(journals.values()))
    files[parcel.RUN] = run_bytes(run)
    return Gathered(
        run=run,
        journals=journals,
        files=files,
        played_on=certified.gathered.played_on,
        whole_plan=False,
    )


def test_a_program_with_other_rules_says_so_and_judges_by_its_own(certified):
    found = _issued(certified, _of_other_rules(certified, lambda run: run))

    checked = _check(found, [keys.public(certified.key)])

    assert checked.exit_code == 0
    assert "judges by other rules" in checked.notes[0]
    assert "(000000000000, nps 1)" in checked.notes[0]


def test_verdicts_that_other_rules_turn_leave_it_undecided(certified):
    def stricter(run):
        first, *rest = run.verdicts
        return replace(run, verdicts=(replace(first, verdict=Word.WARNED), *rest))

    found = _issued(certified, _of_other_rules(certified, stricter))

    checked = _check(found, [keys.public(certified.key)])

    assert checked.exit_code == 2
    assert any("it says WARNED, and the journal gives" in each for each in checked.notes)
