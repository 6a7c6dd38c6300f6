import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from nps_conformance.commands.judge import journal_paths
from nps_conformance.judge import judge
from nps_conformance.plan import MODES
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.files import read_journal, write_journal

NPS = str(Path(sys.executable).with_name("nps"))


def _nps(*words, stdin=None):
    return subprocess.run(
        [NPS, *words],
        stdin=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A real run of the reference contractor: one scenario in both modes."""
    folder = tmp_path_factory.mktemp("run")
    done = _nps("certify", "--scenario", "duplicate-invoice", "--reports", str(folder), "--json")
    assert done.returncode in {0, 2}, done.stderr
    return folder, done.stdout


def test_a_folder_gives_the_very_same_bytes_again(played):
    folder, live = played

    again = _nps("judge", str(folder), "--json")

    assert again.stdout == live == (folder / "run.json").read_text("utf-8")


def test_one_journal_gives_the_verdicts_of_its_sandbox(played):
    folder, live = played
    path = folder / "journals" / "duplicate-invoice-gullible.jsonl"

    again = json.loads(_nps("judge", str(path), "--json").stdout)

    wanted = [each for each in json.loads(live)["verdicts"] if each["mode"] == "gullible"]
    assert again["verdicts"] == wanted


def test_a_journal_written_again_gives_the_same_verdicts(played, tmp_path):
    folder, _ = played
    entries = read_journal(folder / "journals" / "duplicate-invoice-faithful.jsonl")
    write_journal(tmp_path / "copy.jsonl", entries)

    assert judge(read_journal(tmp_path / "copy.jsonl")) == judge(entries)


def test_a_changed_journal_is_refused_and_the_line_is_named(played, tmp_path):
    folder, _ = played
    whole = (folder / "journals" / "duplicate-invoice-faithful.jsonl").read_text("utf-8")
    path = tmp_path / "changed.jsonl"
    path.write_text(whole.replace('"success"', '"refusal"', 1), "utf-8")

    done = _nps("judge", str(path))

    assert done.returncode == 3
    assert "changed.jsonl, line " in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes among its files")
@pytest.mark.parametrize("name", ["pipe.jsonl", "pipe.har"])
@pytest.mark.parametrize("command", ["judge", "redact", "verify", "certify --contractor"])
def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path, command, name):
    os.mkfifo(tmp_path / name)

    done = _nps(*command.split(), str(tmp_path / name))

    assert done.returncode == 3
    assert f"{tmp_path / name} is a named pipe, and may never end" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file")
def test_a_journal_is_read_from_a_shells_pipe(played):
    folder, _ = played
    path = folder / "journals" / "duplicate-invoice-faithful.jsonl"

    with path.open("rb") as journal:
        passed_on = subprocess.Popen(["cat"], stdin=journal, stdout=subprocess.PIPE)
        piped = _nps("judge", "/dev/stdin", "--json", stdin=passed_on.stdout)
    passed_on.stdout.close()
    passed_on.wait()

    assert piped.stdout == _nps("judge", str(path), "--json").stdout


@pytest.mark.parametrize("command", ["judge", "redact"])
def test_a_journal_that_no_landlord_wrote_is_a_set_up_error(journal, tmp_path, command):
    journal.poll("1/1")
    strange = msgspec.structs.replace(journal.entries[-1], reply={"works_orders": "none"})
    path = tmp_path / "strange.jsonl"
    write_journal(path, [*journal.entries[:-1], strange])

    done = _nps(command, str(path))

    assert done.returncode == 3
    assert f"Entry {strange.seq} of the journal holds no RequestWorksOrdersReply" in done.stderr


def test_reports_do_not_go_where_a_file_is(played, tmp_path):
    folder, _ = played
    (tmp_path / "taken").write_text("mine")

    done = _nps("judge", str(folder), "--reports", str(tmp_path / "taken" / "run"))

    assert done.returncode == 3, done.stderr
    assert f"{tmp_path / 'taken'} is a file, not a folder. Give a folder" in done.stderr


def test_reports_are_written_when_asked_for(played, tmp_path):
    folder, _ = played

    _nps("judge", str(folder), "--reports", str(tmp_path / "out"))

    there = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"run.json", "report.html", "junit.xml"} <= there


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of another kind")
def test_a_journal_from_a_pipe_is_in_the_reports_as_one_from_a_file(played, tmp_path):
    folder, _ = played
    files = [folder / "journals" / f"duplicate-invoice-{mode}.jsonl" for mode in MODES]
    _nps("judge", *map(str, files), "--reports", str(tmp_path / "files"))

    words = ("/dev/stdin", str(files[1]), "--reports", str(tmp_path / "pipe"))
    piped = files[0].read_bytes()
    done = subprocess.run([NPS, "judge", *words], input=piped, timeout=120, check=False)

    assert done.returncode in {0, 2}
    for name in ("run.json", "report.html", "transcript.txt"):
        assert (tmp_path / "pipe" / name).read_bytes() == (tmp_path / "files" / name).read_bytes()


def test_the_plan_says_the_order_of_the_journals(played, tmp_path):
    folder, _ = played
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    run = json.loads((copy / "run.json").read_text("utf-8"))
    run["played"].reverse()
    (copy / "run.json").write_text(json.dumps(run), "utf-8")

    names = [path.stem for path in journal_paths(copy)]

    assert names == ["duplicate-invoice-gullible", "duplicate-invoice-faithful"]


def test_a_folder_of_journals_alone_is_enough(played):
    folder, _ = played

    names = [path.stem for path in journal_paths(folder / "journals")]

    assert names == ["duplicate-invoice-faithful", "duplicate-invoice-gullible"]


def test_an_empty_folder_is_a_set_up_error(tmp_path):
    with pytest.raises(SetUpError, match="no journal"):
        journal_paths(tmp_path)


def test_a_file_that_is_not_there_is_a_set_up_error(tmp_path):
    done = _nps("judge", str(tmp_path / "none.jsonl"))

    assert done.returncode == 3
    assert "none.jsonl" in done.stderr


@pytest.mark.parametrize(
    ("known", "code", "said"),
    [
        ("rule: details-receipted, until: 2999-12-31", 0, "it is let pass until 2999-12-31"),
        ("rule: details-receipted, until: 2001-01-01", 1, "was let pass until 2001-01-01 only"),
        ("rule: details-received, until: 2999-12-31", 1, "is no rule"),
    ],
)
def test_known_failures_of_a_file_count_when_it_is_named(journal, tmp_path, known, code, said):
    journal.poll("1/1")
    journal.details()
    journal.rounds(6)
    journal.close()
    write_journal(tmp_path / "failing.jsonl", journal.entries)
    (tmp_path / "contractor.yaml").write_text(
        'name: A\nversion: "1"\ndriver: {kind: none}\nknown_failures:\n'
        f"  - {{{known}, reason: late, owner: Sam}}\n"
    )

    without = _nps("judge", str(tmp_path / "failing.jsonl"))
    done = _nps(
        "judge", str(tmp_path / "failing.jsonl"), "--contractor", str(tmp_path / "contractor.yaml")
    )

    assert without.returncode == 1
    assert done.returncode == code, done.stdout
    assert said in done.stdout
