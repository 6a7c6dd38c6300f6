"""The client's build: which files of a command line are hashed."""

import json
import sys
from hashlib import sha256

from nps_conformance.client_build import hashed
from nps_conformance.command import main
from nps_conformance.contractor_file import load_contractor, reference
from nps_simulator.journal.files import read_journal


def _put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return sha256(content).hexdigest()


def test_the_program_and_the_files_it_is_given_are_hashed(tmp_path):
    program = _put(tmp_path, "bin/fieldops", b"program")
    archive = _put(tmp_path, "lib/client.jar", b"archive")

    command = ["./bin/fieldops", "-jar", "lib/client.jar", "--endpoint", "{endpoint}", "missing"]

    assert hashed(command, tmp_path, None) == {"fieldops": program, "client.jar": archive}


def test_arguments_begin_where_the_program_runs_and_the_program_where_the_file_is(tmp_path):
    program = _put(tmp_path, "fieldops", b"program")
    script = _put(tmp_path, "run/client.py", b"script")

    assert hashed(["./fieldops", "client.py"], tmp_path, "run") == {
        "fieldops": program,
        "client.py": script,
    }
    assert hashed(["./fieldops", "client.py"], tmp_path, "{work}") == {"fieldops": program}


def test_what_is_found_on_the_path_is_not_the_clients(tmp_path):
    _put(tmp_path, "python", b"not this one")

    assert hashed(["python", "-m", "acme"], tmp_path, None) == {}


def test_another_build_is_another_hash(tmp_path):
    _put(tmp_path, "fieldops", b"one")
    before = hashed(["./fieldops"], tmp_path, None)
    _put(tmp_path, "fieldops", b"two")

    assert hashed(["./fieldops"], tmp_path, None) != before


def test_the_hashes_stand_in_the_journal(tmp_path):
    script = _put(tmp_path, "client.py", b"")
    driver = {"kind": "command", "mode": "resident", "command": [sys.executable, "client.py"]}
    path = tmp_path / "contractor.yaml"
    path.write_text(json.dumps({"name": "A", "version": "1", "driver": driver}))
    run = tmp_path / "run"
    words = ["certify", "--contractor", str(path), "--scenario", "straight-road"]

    main([*words, "--mode", "faithful", "--reports", str(run)])

    opened = read_journal(run / "journals" / "straight-road-faithful.jsonl")[0]
    assert opened.claims["hashed"]["client.py"] == script
    assert load_contractor(path).hashed == opened.claims["hashed"]


def test_the_reference_contractor_has_none_so_that_its_runs_are_equal_everywhere():
    assert "hashed" not in reference().journaled()
