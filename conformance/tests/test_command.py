"""The `nps` command: help, unknown words, and errors that are nobody's but ours."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

from nps_conformance import command, dispatch
from nps_conformance.judge_run import UNDECIDED


def test_help_lists_every_command_with_its_own_summary(capsys):
    assert command.main(["--help"]) == 0

    told = capsys.readouterr().out
    points = entry_points(group=dispatch.GROUP)
    width = max(len(point.name) for point in points)
    for point in points:
        module = point.load()
        assert point.name == module.NAME
        assert dispatch.SUMMARIES[point.name] == module.SUMMARY
        assert f"  {module.NAME:<{width}}  {module.SUMMARY}" in told


@pytest.mark.parametrize("name", sorted(dispatch.SUMMARIES))
def test_every_command_has_a_help_of_its_own(name, capsys):
    with pytest.raises(SystemExit) as ended:
        command.main([name, "--help"])

    assert ended.value.code == 0
    assert f"usage: nps {name}" in capsys.readouterr().out


def test_no_command_and_an_unknown_one_are_set_up_errors(capsys):
    assert command.main([]) == 3
    assert "usage: nps COMMAND" in capsys.readouterr().out

    assert command.main(["certfy"]) == 3
    assert "there is no command 'certfy'. Did you mean 'certify'?" in capsys.readouterr().err


def test_a_wrong_option_is_a_set_up_error(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["scenarios", "--colour"])

    assert ended.value.code == 3
    assert "--colour" in capsys.readouterr().err


def test_help_does_not_load_the_commands():
    code = (
        "import sys; from nps_conformance.command import main; main(['--help']); "
        "assert 'lxml' not in sys.modules and 'uvicorn' not in sys.modules"
    )

    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.fixture
def failing(tmp_path, monkeypatch):
    """A command that fails in a way nobody has thought of."""
    (tmp_path / "failing_command.py").write_text(
        "NAME, SUMMARY = 'failing', 'fails'\n"
        "def configure(parser): pass\n"
        "def run(args): raise RuntimeError('the floor gave way')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    return EntryPoint(name="failing", value="failing_command", group=dispatch.GROUP)


def test_an_error_of_ours_is_one_sentence_and_exit_code_4(failing, capsys):
    assert dispatch._run(failing, []) == 4

    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "an error of ours, not yours: RuntimeError: the floor gave way (run in failing" in told
    assert "NPS_TRACE=1" in told


def test_the_whole_trace_is_there_for_who_asks(failing, capsys, monkeypatch):
    monkeypatch.setenv("NPS_TRACE", "1")

    dispatch._run(failing, [])

    assert "Traceback (most recent call last)" in capsys.readouterr().err


INTERRUPTS = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever we were started with
signal.raise_signal(signal.SIGINT)
"""


@pytest.mark.parametrize("module", ["argparse", "interrupting"])  # of `nps` itself; of a command
def test_ctrl_c_while_loading_is_one_sentence(tmp_path, module):
    (tmp_path / f"{module}.py").write_text(INTERRUPTS)
    entry = tmp_path / "interrupting-1.dist-info"
    entry.mkdir()
    (entry / "METADATA").write_text("Metadata-Version: 2.1\nName: interrupting\nVersion: 1\n")
    (entry / "entry_points.txt").write_text(f"[{dispatch.GROUP}]\ninterrupting = interrupting\n")
    nps = shutil.which("nps", path=str(Path(sys.executable).parent))
    first = filter(None, (str(tmp_path), os.environ.get("PYTHONPATH")))

    done = subprocess.run(
        [nps, "interrupting"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(first)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (UNDECIDED, "nps: interrupted.\n")


def test_ctrl_c_before_a_command_comes_to_its_own_end_is_undecided_too(
    tmp_path, monkeypatch, capsys
):
    (tmp_path / "interrupted_command.py").write_text(
        "NAME, SUMMARY = 'interrupted', 'is interrupted'\n"
        "def configure(parser): pass\n"
        "def run(args): raise KeyboardInterrupt\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    point = EntryPoint(name="interrupted", value="interrupted_command", group=dispatch.GROUP)

    assert dispatch._run(point, []) == UNDECIDED
    assert capsys.readouterr().err == "nps interrupted: interrupted.\n"
