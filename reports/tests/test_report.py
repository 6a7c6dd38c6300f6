import sys

import pytest

import nps_reports.writers as formats
from nps_reports.report import (
    WritersClashError,
    find_folder_writers,
    find_writers,
    write_reports,
)


def test_formats_are_found_by_being_in_the_folder():
    assert set(find_writers()) == {
        "run.json",
        "junit.xml",
        "report.html",
        "environment.json",
        "transcript.txt",
    }
    assert set(find_folder_writers()) == {"allure-results"}


def test_two_formats_of_one_file_clash_and_both_are_named(tmp_path, monkeypatch):
    (tmp_path / "zz_other.py").write_text("FILE = 'run.json'\n")
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])

    with pytest.raises(WritersClashError, match=r"run_json and .*zz_other both write run\.json"):
        find_writers()
    sys.modules.pop("nps_reports.writers.zz_other")


def test_every_format_is_written_and_nothing_else(report, tmp_path):
    paths = write_reports(report, tmp_path / "new")

    there = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert (
        there
        == sorted(path.name for path in paths)
        == sorted([*find_writers(), *find_folder_writers()])
    )


def test_a_report_replaces_the_one_before(report, tmp_path):
    (tmp_path / "run.json").write_text("the one before")

    write_reports(report, tmp_path)

    assert "the one before" not in (tmp_path / "run.json").read_text()


def test_a_folder_loses_what_an_earlier_run_left_and_keeps_what_others_put_there(report, tmp_path):
    folder = tmp_path / "allure-results"
    folder.mkdir()
    (folder / "nps-old-result.json").write_text("{}")
    (folder / "other-result.json").write_text("{}")

    write_reports(report, tmp_path)

    there = {path.name for path in folder.iterdir()}
    assert "nps-old-result.json" not in there
    assert "other-result.json" in there
    assert len(there) > 3
    assert not [name for name in there if name.endswith(".new")]


def test_of_a_format_of_many_files_each_is_written_before_the_next_is_made(
    report, tmp_path, monkeypatch
):
    (tmp_path / "zz_parts.py").write_text(
        "from pathlib import Path\n"
        "FOLDER, PREFIX = 'parts', 'part-'\n"
        "def render_files(report):\n"
        "    yield 'part-1', b'one'\n"
        f"    yield 'part-2', Path({str(tmp_path)!r}, 'out/parts/part-1').read_bytes()\n"
    )
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])

    write_reports(report, tmp_path / "out")

    sys.modules.pop("nps_reports.writers.zz_parts")
    assert (tmp_path / "out" / "parts" / "part-2").read_bytes() == b"one"


def test_a_format_that_fails_half_way_leaves_the_file_of_before(report, tmp_path, monkeypatch):
    (tmp_path / "zz_half.py").write_text(
        "FILE = 'half.txt'\n"
        "def render_pieces(report):\n"
        "    yield b'half'\n"
        "    raise ValueError('no more')\n"
    )
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])
    (tmp_path / "half.txt").write_text("the one before")

    with pytest.raises(ValueError, match="no more"):
        write_reports(report, tmp_path)

    sys.modules.pop("nps_reports.writers.zz_half")
    assert [path.read_text() for path in tmp_path.glob("half*")] == ["the one before"]
