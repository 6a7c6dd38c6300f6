"""A journal outside is JSON Lines with a hash chain; whatever was done to it is named."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_simulator.journal.chain import START, canonical, decode, link
from nps_simulator.journal.entries import Action, Closed, Driver, Exchange, Http, Opened
from nps_simulator.journal.files import (
    JournalDamagedError,
    decode_lines,
    encode_lines,
    is_whole,
    read_journal,
    write_journal,
)
from nps_simulator.messages.common import ActionStatus
from nps_simulator.messages.confirm_works_order_receipt import (
    ConfirmWorksOrderReceipt,
    ConfirmWorksOrderReceiptReply,
)

AT = "2026-03-02T08:00:00"
HTTP = Http(start="200", headers=[("Content-Type", "text/xml")], body="<a>ü</a>")


def opened():
    return Opened(
        seq=0,
        at=AT,
        scenario="straight-road",
        scenario_sha256="00",
        covers=["a-rule"],
        profile={"name": "certification"},
        mode="faithful",
        seed=1,
        contractors={"acme": {}},
        claims={},
        contract_sha256="11",
        rules_sha256="22",
    )


def exchange(seq):
    return Exchange(
        seq=seq,
        at=AT,
        operation="ConfirmWorksOrderReceipt",
        contractor="acme",
        http_request=HTTP,
        http_reply=HTTP,
        request=ConfirmWorksOrderReceipt(works_order_number="1/1", external_reference="e1"),
        reply=ConfirmWorksOrderReceiptReply(action_status=ActionStatus(success_flag=True)),
        outcome="success",
    )


def journal():
    return (
        opened(),
        Driver(seq=1, at=AT, event="started"),
        exchange(2),
        Action(seq=3, at=AT, name="hold_order", arguments={"b": 1, "a": "2"}, orders=["1/1"]),
        Closed(seq=4, at=AT, why="script"),
    )


def lines():
    return list(encode_lines(journal()))


def read(altered):
    return tuple(decode_lines(altered, "x.jsonl"))


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "one.jsonl"
    write_journal(path, journal())
    entries = read_journal(path)

    assert [canonical(entry) for entry in entries] == [canonical(entry) for entry in journal()]
    assert is_whole(entries)
    assert not is_whole(entries[:-1])
    assert [file.name for file in tmp_path.iterdir()] == ["one.jsonl"]


def test_a_line_is_json_with_entry_and_hash():
    first = json.loads(lines()[0])

    assert first["entry"]["type"] == "opened"
    assert first["hash"] == link(START, canonical(opened())).hex()


def test_a_typed_content_has_the_same_canonical_form_as_its_plain_values():
    typed = exchange(2)
    plain = decode(canonical(typed))

    assert isinstance(plain.request, dict)
    assert canonical(plain) == canonical(typed)


def test_canonical_keys_are_sorted_at_every_depth():
    def sorted_all(value):
        if isinstance(value, dict):
            return list(value) == sorted(value) and all(map(sorted_all, value.values()))
        return not isinstance(value, list) or all(map(sorted_all, value))

    assert all(sorted_all(json.loads(canonical(entry))) for entry in journal())


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda ls: ls[:2] + ls[3:], "line 3: expected entry 2, found entry 3; entry 2 is missing"),
        (lambda ls: ls[1:], "line 1: expected entry 0, found entry 1; entry 0 is missing"),
        (lambda ls: [ls[0], ls[2], ls[1], *ls[3:]], "line 2: expected entry 1, found entry 2"),
        (
            lambda ls: [*ls[:3], ls[1], *ls[3:]],
            "line 4: expected entry 3, found entry 1; it is out",
        ),
        (
            lambda ls: [ls[0], ls[1].replace(b"started", b"handled"), *ls[2:]],
            "line 2: entry 1 does",
        ),
        (
            lambda ls: [*ls[:3], ls[3].replace(b'"1/1"', b'"1/2"'), ls[4]],
            "line 4: entry 3 does not",
        ),
        (lambda ls: [*ls[:4], ls[4][:40]], "line 5: the line has no end; the file was cut off"),
        (lambda ls: [*ls[:2], b"{}\n", *ls[3:]], "line 3: not a journal entry"),
        (
            lambda ls: [*ls[:2], b'{"entry":' * 5_000 + b"\n", *ls[3:]],
            "line 3: not a journal entry",
        ),
        (
            lambda ls: [ls[0].replace(b'"mode"', b'"new":1,"mode"'), *ls[1:]],
            "line 1: entry 0 is not",
        ),
        (lambda ls: [ls[0].replace(b":{", b": {", 1), *ls[1:]], None),
        (lambda ls: [ls[0].replace(b'"format":1', b'"format":2'), *ls[1:]], None),
    ],
)
def test_whatever_is_wrong_is_named_with_its_line(damage, said):
    damaged = damage(lines())
    if said is None:  # outside of the entry, or a default that is not written: nothing is wrong
        assert len(read(damaged)) == 5
        return
    with pytest.raises(JournalDamagedError, match=r"x\.jsonl, ") as raised:
        read(damaged)
    assert said in str(raised.value)


def test_a_journal_of_a_later_format_is_not_guessed_at():
    later = list(encode_lines([msgspec.structs.replace(opened(), format=2)]))

    with pytest.raises(JournalDamagedError, match="has format 2, this program reads 1"):
        read(later)


def test_a_journal_begins_with_its_opening():
    with pytest.raises(JournalDamagedError, match="begins with `opened`, found driver"):
        read(list(encode_lines([Driver(seq=0, at=AT, event="started")])))


def test_an_empty_file_is_no_journal(tmp_path):
    (tmp_path / "none.jsonl").write_bytes(b"")

    with pytest.raises(JournalDamagedError, match=r"none\.jsonl: the file is empty"):
        read_journal(tmp_path / "none.jsonl")


@given(st.data())
def test_no_changed_byte_goes_unseen(data):
    whole = lines()
    which = data.draw(st.integers(0, len(whole) - 1))
    line = bytearray(whole[which])
    where = data.draw(st.integers(0, len(line) - 2))
    line[where] ^= data.draw(st.integers(1, 255))
    whole[which] = bytes(line)
    with pytest.raises(JournalDamagedError) as raised:
        read(whole)

    # One line of the file can become two by a new line end; then the next one is named.
    assert f"line {which + 1}" in str(raised.value) or f"line {which + 2}" in str(raised.value)


@given(st.lists(st.text(), min_size=1), st.data())
def test_any_texts_survive_and_any_lost_line_is_missed(texts, data):
    entries = [opened(), *(Driver(seq=n, at=AT, event=t) for n, t in enumerate(texts, 1))]
    written = list(encode_lines(entries))
    assert read(written) == tuple(entries)
    lost = data.draw(st.integers(0, len(written) - 2))
    del written[lost]

    with pytest.raises(JournalDamagedError, match=f"entry {lost} is missing"):
        read(written)
