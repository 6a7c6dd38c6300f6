from pathlib import Path

import pytest

from nps_load.record import (
    Call,
    Ended,
    Raised,
    Record,
    RecordFile,
    Started,
    Timeline,
    read_record,
    started,
)
from nps_scenarios.problems import SetUpError

CALL = Call(
    at=3.5,
    contractor="load-1",
    row="AP1",
    took=250.0,
    due=3.0,
    listed=(("1/1", 1, "NEW"),),
    more=True,
)


def test_what_was_written_is_read_from_all_files_in_order_of_time(tmp_path: Path) -> None:
    with RecordFile(tmp_path, "b") as second, RecordFile(tmp_path, "a") as first:
        first.write(CALL)
        second.write(Started(at=1.0, run="r", begins=2.0))
        second.write(Call(at=2.0, contractor="load-2", row="AP2", took=1.0))

    record = Record.of(read_record(tmp_path))

    assert [call.at for call in record.calls] == [2.0, 3.5]
    assert record.calls[1] == CALL
    assert record.calls[1].ended == 3.75
    assert record.started == (Started(at=1.0, run="r", begins=2.0),)


def test_a_line_cut_off_by_a_kill_is_left_out_and_nothing_else(tmp_path: Path) -> None:
    with RecordFile(tmp_path, "a") as first, RecordFile(tmp_path, "b") as second:
        first.write(Raised(at=1.0, order="1/1", contractor="x"))
        second.write(Ended(at=9.0, processor=1.0, passed=2.0))
    with (tmp_path / "record-a.jsonl").open("ab") as file:
        file.write(b'{"type":"call","at":3')

    record = Record.of(read_record(tmp_path))

    assert (len(record.raised), len(record.calls), len(record.ended)) == (1, 0, 1)


def test_something_else_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "record-a.jsonl").write_text('{"type":"started","at":1,"run":"r","begins":2}\n{}\n')

    with pytest.raises(SetUpError, match=r"record-a\.jsonl, line 2: not a line of a record"):
        list(read_record(tmp_path))


def test_a_run_has_started_when_a_generator_says_so(tmp_path: Path) -> None:
    assert started(tmp_path) is None
    feeder = RecordFile(tmp_path, "feeder")
    generator = RecordFile(tmp_path, "zz")
    assert started(tmp_path) is None

    generator.write(Started(at=1.0, run="r", begins=2.0))
    generator.flush()

    found = started(tmp_path)
    assert found is not None
    assert found.begins == 2.0
    feeder.close()
    generator.close()


def test_after_closing_nothing_is_written(tmp_path: Path) -> None:
    file = RecordFile(tmp_path, "a")
    file.close()

    file.write(CALL)

    assert (tmp_path / "record-a.jsonl").read_bytes() == b""


def test_the_timeline_never_goes_back() -> None:
    timeline = Timeline()
    times = [timeline.now() for _ in range(1000)]

    assert times == sorted(times)
    assert times[0] > 1_700_000_000
