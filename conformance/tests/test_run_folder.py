"""The folder of a run: nobody else's while it lasts."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from nps_conformance.command import main
from nps_conformance.run_folder import MARK, prepared
from nps_reports.in_use import LOCK, in_use
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.files import write_journal
from nps_simulator.store.holding import hold

NPS = shutil.which("nps", path=str(Path(sys.executable).parent))
HOLDER = """
import sys
from pathlib import Path
from nps_reports.in_use import in_use
with in_use(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that has the folder `reports`."""
    folder = tmp_path / "reports"
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def told(journal, tmp_path):
    """A journal to judge."""
    journal.poll()
    write_journal(tmp_path / "told.jsonl", journal.entries)
    return tmp_path / "told.jsonl"


@pytest.mark.usefixtures("holder")
def test_a_second_run_is_refused_before_it_writes_anything(tmp_path, told, capsys):
    folder = tmp_path / "reports"
    (folder / "run.json").write_text("the first one's")

    for words in (["certify"], ["judge", str(told)], ["load"]):
        assert main([*words, "--reports", str(folder)]) == 3

        said = capsys.readouterr()
        assert said.out == ""
        assert said.err == (
            f"nps {words[0]}: {folder} is in use: another run is under way that writes its reports "
            "there. Wait for its end, or give another folder with --reports.\n"
        )
    assert {each.name for each in folder.iterdir()} == {LOCK, "run.json"}


def test_a_killed_run_leaves_no_lock_behind(tmp_path, holder):
    folder = tmp_path / "reports"
    with pytest.raises(SetUpError, match="is in use"), prepared(folder):
        pass
    holder.kill()
    holder.wait()

    with prepared(folder):
        assert (folder / MARK).exists()


def test_a_run_that_has_ended_leaves_its_folder_to_the_next(tmp_path):
    for _ in range(2):
        with prepared(tmp_path), pytest.raises(SetUpError, match="in use"), in_use(tmp_path):
            pass


def test_a_lock_that_is_something_else_is_said_so(tmp_path):
    (tmp_path / LOCK).write_text("This is a letter, not a lock. " * 100)

    with pytest.raises(SetUpError, match=r"run\.lock, which says .* Remove it"), prepared(tmp_path):
        pass
    assert not (tmp_path / MARK).exists()


def test_certify_has_its_folder_to_itself_for_as_long_as_it_plays(tmp_path):
    again = [NPS, "certify", "--reports", str(tmp_path / "reports")]
    client = tmp_path / "client.py"
    client.write_text(f"import subprocess, sys\nsys.exit(subprocess.run({again}).returncode)\n")
    program = json.dumps([sys.executable, str(client)])
    (tmp_path / "contractor.yaml").write_text(
        f"name: Twice\nversion: '1'\ndriver: {{kind: command, mode: resident, command: {program}}}"
    )

    subprocess.run(
        [*again, "--contractor", tmp_path / "contractor.yaml", "--scenario", "straight-road"],
        env={**os.environ, "PYTHONWARNINGS": "error"},
        capture_output=True,
        timeout=240,
        check=False,
    )

    for log in ("straight-road-faithful.txt", "straight-road-gullible.txt"):
        assert "is in use: another run" in (tmp_path / "reports" / "logs" / log).read_text()
    with closing(hold(str(tmp_path / "reports" / LOCK))):
        assert not (tmp_path / "reports" / MARK).exists()
