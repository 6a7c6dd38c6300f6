"""`nps judge` with a log from elsewhere."""

import json

import pytest

from nps_conformance.command import main
from nps_simulator.journal.entries import Exchange
from nps_simulator.journal.files import read_journal


@pytest.fixture(scope="module")
def bodies(tmp_path_factory):
    """A run of the reference contractor as a folder of bodies."""
    base = tmp_path_factory.mktemp("log")
    words = ["certify", "--scenario", "straight-road", "--mode", "faithful"]
    main([*words, "--reports", str(base / "run")])
    folder = base / "bodies"
    folder.mkdir()
    entries = read_journal(base / "run" / "journals" / "straight-road-faithful.jsonl")
    for number, each in enumerate(each for each in entries if isinstance(each, Exchange)):
        if each.operation:
            (folder / f"{number}-request.xml").write_text(each.http_request.body, "utf-8")
            (folder / f"{number}-response.xml").write_text(each.http_reply.body, "utf-8")
    return folder


def test_a_folder_is_judged_and_what_it_is_judged_for_is_said(bodies, capsys):
    code = main(["judge", str(bodies)])

    told = capsys.readouterr()
    assert code in {0, 2}
    assert "1 journals, " in told.out
    assert "FAILED" not in told.out
    assert "What came before the log is not known" in told.err


def test_the_journal_it_became_can_be_kept_and_judged_again(bodies, tmp_path, capsys):
    saved = tmp_path / "saved.jsonl"
    code = main(["judge", str(bodies), "--whole", "--save", str(saved), "--json"])
    first = json.loads(capsys.readouterr().out)

    assert main(["judge", str(saved), "--json"]) == code
    assert json.loads(capsys.readouterr().out) == first


def test_reports_are_written_of_it_like_of_any_run(bodies, tmp_path):
    main(["judge", str(bodies), "--reports", str(tmp_path / "reports")])

    assert "captured" in (tmp_path / "reports" / "report.html").read_text("utf-8")
    assert (tmp_path / "reports" / "junit.xml").is_file()


def test_a_har_that_is_none_is_a_set_up_error(tmp_path, capsys):
    path = tmp_path / "traffic.har"
    path.write_text("{}")

    assert main(["judge", str(path)]) == 3

    told = capsys.readouterr().err
    assert "traffic.har: this is no HAR" in told
    assert told.count("\n") == 1
