"""Our own simulator is killed in the middle of a load and comes back: real processes throughout."""

from pathlib import Path

import pytest
from settings_builder import settings_in
from small_load import judged_against

from nps_load.invariants import DOUBLED, JOURNAL, KEPT, LOST, RECORD, TWICE
from nps_load.outages import DRAINED
from nps_load.record import Record, read_record
from nps_load.shapes import SHAPES, WORKER
from nps_load.simulator import own_logins
from nps_reports.record import Word

HERE = Path(__file__).parent
SIZE = ("--contractors", "6", "--orders", "30", "--duration", "8s", "--interval", "1s")


@pytest.fixture(scope="module")
def outage(tmp_path_factory, nps_load, lenient):
    """A run through an outage; its database is kept."""
    folder = tmp_path_factory.mktemp("outage")
    reports = folder / "reports"
    database = ("--database", str(folder / "kept.sqlite"))
    return nps_load(reports, "--shape", "server-outage", *SIZE, *database, *lenient(folder))


def test_nothing_is_lost_doubled_or_invoiced_twice(outage) -> None:
    assert outage.code == 0, outage.out + outage.err
    for name in (LOST, DOUBLED, TWICE):
        assert outage.verdict(name, JOURNAL) == "PASSED"
        assert outage.verdict(name, RECORD) == "PASSED"
    assert outage.verdict(KEPT, JOURNAL) == "PASSED"


def test_the_outage_is_told_with_its_backlog_and_when_that_was_drained(outage) -> None:
    (told,) = outage.outcome["outages"]

    assert outage.verdict(DRAINED, RECORD) == "PASSED"
    assert told["of"] == "server"
    assert told["backlog"] > 0
    assert told["left"] == 0
    assert told["seconds_to_drain"] > 0
    assert f"{told['backlog']} orders were waiting, all confirmed" in outage.out


def test_calls_into_the_outage_are_counted_apart_and_breach_no_threshold(outage) -> None:
    (told,) = outage.outcome["outages"]
    record = Record.of(read_record(outage.reports))

    unanswered = [call for call in record.calls if call.problem.startswith("no reply")]
    assert len(unanswered) == told["calls_without_reply"] > 0
    assert outage.outcome["problems"] == []
    assert outage.outcome["requests"] == len(record.calls) - len(unanswered)


def test_every_order_of_a_worker_was_done_in_spite_of_it(outage) -> None:
    record = Record.of(read_record(outage.reports))
    booking = {call.contractor for call in record.calls if call.row == "EX1"}
    done = {call.order for call in record.calls if call.row == "AP5" and call.success}

    assert len(record.raised) == 30
    assert booking
    assert done == {each.order for each in record.raised if each.contractor in booking}


def test_the_database_that_was_given_is_left_and_not_used_again(outage, nps_load, tmp_path) -> None:
    database = outage.reports.parent / "kept.sqlite"
    assert database.stat().st_size > 0

    ran = nps_load(tmp_path, "--database", str(database))

    assert ran.code == 3
    assert "kept.sqlite is there already: give a new file, or remove it." in ran.err


def test_a_database_that_is_not_kept_is_found(tmp_path: Path) -> None:
    logins = own_logins(4)
    shape = SHAPES["server-outage"]
    settings = settings_in(
        tmp_path, shape, logins, duration=6.0, interval=0.5, lead=2.0, roles={WORKER: len(logins)}
    )

    outcome = judged_against(
        HERE / "forgetful_landlord.py", settings, logins, orders=20, comes_back=True
    )

    words = {(each.name, each.view): each.word for each in outcome.findings}
    assert outcome.exit_code == 1
    assert words[KEPT, JOURNAL] is Word.FAILED
    assert words[DOUBLED, RECORD] is Word.FAILED, "numbers are given a second time"


def test_the_silence_of_outage_and_drain_is_told_in_the_same_way(nps_load, lenient, tmp_path):
    size = ("--contractors", "4", "--orders", "12", "--duration", "6s", "--interval", "1s")

    ran = nps_load(tmp_path, "--shape", "outage-and-drain", *size, *lenient(tmp_path))

    (told,) = ran.outcome["outages"]
    assert ran.code == 0, ran.out + ran.err
    assert (told["of"], told["calls_without_reply"], told["left"]) == ("contractors", 0, 0)
    assert told["lasted"] == pytest.approx(1.8)
    assert told["backlog"] > 0
    assert told["seconds_to_drain"] > 0
