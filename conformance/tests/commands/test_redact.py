"""`nps redact`, as somebody types it."""

import json
import shutil

import pytest

from nps_conformance.command import main
from nps_simulator.journal.files import read_journal

JOURNAL = "journals/text-and-codes-faithful.jsonl"


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A conformant run's folder."""
    folder = tmp_path_factory.mktemp("run") / "run"
    words = ["certify", "--scenario", "text-and-codes", "--reports", str(folder)]
    assert main(words) == 0
    return folder


@pytest.fixture
def run(played, tmp_path):
    """A copy of it."""
    return shutil.copytree(played, tmp_path / "run")


def test_a_run_is_redacted_with_reports_of_its_own(run, tmp_path, capsys):
    assert main(["redact", str(run)]) == 0

    assert "2 journals redacted, the verdicts are the same" in capsys.readouterr().out
    out = tmp_path / "run-redacted"
    before, after = (json.loads((each / "run.json").read_text("utf-8")) for each in (run, out))
    assert after["summary"] == before["summary"]
    assert (out / "report.html").is_file()
    assert read_journal(out / JOURNAL)[0].redacted_from
    tenant = read_journal(run / JOURNAL)[1].arguments["home"]["tenant_name"]
    for path in out.rglob("*"):
        assert path.is_dir() or tenant not in path.read_text("utf-8"), path


def test_the_control_run_is_redacted_with_the_same_names(run, tmp_path, capsys):
    shutil.copytree(run / "journals", run / "control/journals")

    assert main(["redact", str(run)]) == 0

    assert "So are the 2 of its control run." in capsys.readouterr().out
    out = tmp_path / "run-redacted"
    tenant = read_journal(run / JOURNAL)[1].arguments["home"]["tenant_name"]
    assert tenant not in (out / "control" / JOURNAL).read_text("utf-8")
    assert (out / "control" / JOURNAL).read_bytes() == (out / JOURNAL).read_bytes()
    assert (out / "report.html").is_file()


def test_of_a_damaged_control_run_nothing_is_written(run, tmp_path, capsys):
    (run / "control/journals").mkdir(parents=True)
    (run / "control" / JOURNAL).write_text("not a journal\n")

    assert main(["redact", str(run)]) == 3

    assert "line 1" in capsys.readouterr().err
    assert not (tmp_path / "run-redacted").exists()


def test_a_redacted_run_is_certified_as_one(run, tmp_path, capsys):
    main(["redact", str(run)])
    capsys.readouterr()

    words = ["certificate", str(tmp_path / "run-redacted"), "--new-key", str(tmp_path / "key.pem")]
    assert main(words) == 0

    assert "2 of the journals are redacted" in capsys.readouterr().out


def test_one_journal_is_redacted_beside_itself(run):
    path = run / JOURNAL

    assert main(["redact", str(path)]) == 0

    assert read_journal(path.with_name("text-and-codes-faithful.redacted.jsonl"))[0].redacted_from


def test_with_a_key_several_runs_get_the_same_pseudonyms(run, tmp_path):
    key = tmp_path / "secret"
    key.write_bytes(b"0123456789abcdef")

    for name in ("one.jsonl", "other.jsonl"):
        main(["redact", str(run / JOURNAL), "--key", str(key), "--out", str(tmp_path / name)])
    main(["redact", str(run / JOURNAL), "--out", str(tmp_path / "drawn.jsonl")])

    one, other, drawn = (
        (tmp_path / name).read_bytes() for name in ("one.jsonl", "other.jsonl", "drawn.jsonl")
    )
    assert one == other != drawn


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("key", "holds 5 bytes, and a secret needs 16"),
        ("out", "run-redacted exists: name another place"),
        ("journal", "line 3: "),
        ("missing", "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(run, tmp_path, capsys, spoil, told):
    words = ["redact", str(run)]
    if spoil == "key":
        (tmp_path / "secret").write_bytes(b"short")
        words += ["--key", str(tmp_path / "secret")]
    elif spoil == "out":
        (tmp_path / "run-redacted").mkdir()
    elif spoil == "journal":
        lines = (run / JOURNAL).read_bytes().splitlines(keepends=True)
        (run / JOURNAL).write_bytes(b"".join([*lines[:2], *lines[3:]]))
    else:
        words = ["redact", str(tmp_path / "none.jsonl")]

    assert main(words) == 3

    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
