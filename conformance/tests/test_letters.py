"""Letters that a terminal has not never end a command, and JSON stays JSON."""

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from nps_conformance.letters import spell_out

STRANGE = "caf\u00e9, \u65e5, \U0001f600, \udcff"
SPELT = "caf\\u00e9, \\u65e5, \\ud83d\\ude00, \\udcff"


def test_what_is_missing_is_spelt_out_as_in_json():
    written = BytesIO()
    stream = TextIOWrapper(written, encoding="ascii")
    spell_out(stream)

    stream.write(json.dumps({"told": STRANGE}, ensure_ascii=False))
    stream.flush()

    assert written.getvalue().decode() == f'{{"told": "{SPELT}"}}'
    assert json.loads(written.getvalue()) == {"told": STRANGE}


def test_letters_that_are_there_stay():
    written = BytesIO()
    stream = TextIOWrapper(written, encoding="latin-1")
    spell_out(stream)

    stream.write("caf\u00e9 \u65e5")
    stream.flush()

    assert written.getvalue() == b"caf\xe9 \\u65e5"


def test_who_chose_another_way_keeps_it_and_what_is_no_file_is_left_alone():
    chosen = TextIOWrapper(BytesIO(), encoding="ascii", errors="replace")
    for stream in (chosen, StringIO()):
        spell_out(stream)

    assert chosen.errors == "replace"


def nps(*words):
    return subprocess.run(
        [str(Path(sys.executable).with_name("nps")), *words],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def file(tmp_path):
    """A contractor.yaml whose name no ASCII terminal can show."""
    path = tmp_path / "contractor.yaml"
    path.write_text(
        "name: Schl\u00fcssel \u65e5\nversion: '1'\n"
        "driver: {kind: command, mode: resident, command: [no-such-program]}\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_doctor_shows_a_name_that_the_terminal_cannot(file, tmp_path, json_too):
    done = nps("doctor", "--contractor", str(file), "--reports", str(tmp_path / "r"), *json_too)

    assert b"error of ours" not in done.stderr
    assert b"Schl\\u00fcssel \\u65e5" in done.stdout
    if json_too:
        assert "Schl\u00fcssel \u65e5" in json.dumps(json.loads(done.stdout), ensure_ascii=False)


def test_a_scenario_and_a_title_are_shown(tmp_path):
    assert nps("scenarios", "--scenarios", str(tmp_path), "new", "some-work").returncode == 0
    path = tmp_path / "some-work.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    named = ["title: Caf\u00e9" if each.startswith("title:") else each for each in lines]
    path.write_text("\n".join([*named, ""]), encoding="utf-8")

    for words in ([], ["show", "some-work"], ["show", "some-work", "--source"]):
        done = nps("scenarios", "--scenarios", str(tmp_path), *words)

        assert done.returncode == 0, done.stderr
        assert b"Caf\\u00e9" in done.stdout
