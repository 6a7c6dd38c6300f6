"""`nps certificate` and `nps verify`, as somebody types them."""

import json
import shutil
import sys
import zipfile

import pytest

from nps_conformance.command import main
from nps_simulator.journal.files import encode_lines, read_journal


def _certify(folder, *more):
    return main(["certify", "--scenario", "duplicate-invoice", "--reports", str(folder), *more])


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A conformant run's folder."""
    folder = tmp_path_factory.mktemp("run") / "run"
    assert _certify(folder) == 0
    return folder


@pytest.fixture
def run(played, tmp_path):
    """A copy of it, to be spoilt."""
    return shutil.copytree(played, tmp_path / "run")


def test_a_run_is_signed_mailed_and_checked(run, tmp_path, capsys):
    key, mailed = tmp_path / "key.pem", tmp_path / "mailed.npscert"

    assert main(["certificate", str(run), "--new-key", str(key), "--out", str(mailed)]) == 0
    told = capsys.readouterr().out
    public = (tmp_path / "key.pem.pub").read_text().strip()
    assert public in told
    assert "What it does not prove\n  - Honesty: " in told

    assert main(["verify", str(mailed), "--trusted-key", str(tmp_path / "key.pem.pub")]) == 0
    told = capsys.readouterr().out
    assert "mailed.npscert holds: nothing was changed" in told
    assert "Nobody has vouched" not in told


def test_the_control_run_is_not_in_it(run, tmp_path):
    shutil.copytree(run / "journals", run / "control/journals")

    assert main(["certificate", str(run), "--new-key", str(tmp_path / "key.pem")]) == 0

    with zipfile.ZipFile(run / "certificate.npscert") as parcel:
        assert not [name for name in parcel.namelist() if "control" in name]


def test_the_outcome_is_there_as_json(run, tmp_path, capsys):
    main(["certificate", str(run), "--new-key", str(tmp_path / "key.pem")])
    capsys.readouterr()

    assert main(["verify", str(run / "certificate.npscert"), "--json"]) == 0

    outcome = json.loads(capsys.readouterr().out)
    assert (outcome["exit_code"], outcome["problems"]) == (0, [])
    assert outcome["statement"]["contractor"] == "Reference contractor"
    assert outcome["statement"]["sandboxes"][0]["scenario"] == "duplicate-invoice"


def test_a_changed_certificate_does_not_hold_and_the_file_is_named(run, tmp_path, capsys):
    path = run / "certificate.npscert"
    main(["certificate", str(run), "--new-key", str(tmp_path / "key.pem")])
    data = bytearray(path.read_bytes())
    data[data.index(b"journals/") + 60] ^= 1
    path.write_bytes(data)
    capsys.readouterr()

    assert main(["verify", str(path)]) == 1

    told = capsys.readouterr().out
    assert told.startswith("journals/duplicate-invoice-faithful.jsonl: it cannot be unpacked")
    assert told.endswith("certificate.npscert does not hold. (exit code 1)\n")


def test_a_run_that_is_not_conformant_gets_none_and_its_own_exit_code(tmp_path, capsys):
    folder = tmp_path / "run"
    habit = tmp_path / "contractor.yaml"
    module = "nps_conformance.contractors.faulty"
    command = [sys.executable, "-P", "-m", module, "invoices-every-run"]
    driver = {"kind": "command", "mode": "resident", "command": command, "cwd": "{work}"}
    habit.write_text(json.dumps({"name": "Twice", "version": "1", "driver": driver}))
    assert _certify(folder, "--contractor", str(habit), "--mode", "gullible") == 1

    assert main(["certificate", str(folder), "--new-key", str(tmp_path / "key.pem")]) == 1

    told = capsys.readouterr().err
    assert "is not certified, as its run is not conformant: Not conformant: broken" in told
    assert not (tmp_path / "key.pem").exists()
    assert not (folder / "certificate.npscert").exists()


def test_an_undecided_run_gets_none(run, tmp_path, capsys):
    content = json.loads((run / "run.json").read_text("utf-8"))
    content["exit_code"], content["conclusion"] = 2, "Undecided: too little proof of something."
    (run / "run.json").write_text(json.dumps(content), "utf-8")

    assert main(["certificate", str(run), "--new-key", str(tmp_path / "key.pem")]) == 2

    assert "too little proof of something. (exit code 2)" in capsys.readouterr().err


def _refused(run, tmp_path, capsys):
    assert main(["certificate", str(run), "--new-key", str(tmp_path / "key.pem")]) == 3
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert not (run / "certificate.npscert").exists()
    return told


def test_a_run_file_that_its_journals_do_not_bear_out_is_refused(run, tmp_path, capsys):
    path = run / "run.json"
    text = path.read_text("utf-8")
    path.write_text(text.replace('"verdict": "NOT_EXERCISED"', '"verdict": "PASSED"', 1), "utf-8")

    told = _refused(run, tmp_path, capsys)

    assert "run.json is not what its journals say: " in told
    assert "it says PASSED, and the journals give NOT_EXERCISED" in told


def test_a_changed_journal_is_refused_and_the_line_is_named(run, tmp_path, capsys):
    path = run / "journals" / "duplicate-invoice-gullible.jsonl"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"CompleteWorksOrder", b"CompleteWorksOrdeR", 1))

    assert "duplicate-invoice-gullible.jsonl, line " in _refused(run, tmp_path, capsys)


def test_a_journal_too_many_or_too_few_is_refused(run, tmp_path, capsys):
    path = run / "journals" / "duplicate-invoice-gullible.jsonl"
    shutil.copy(path, run / "journals" / "other.jsonl")
    assert "other.jsonl is not in run.json" in _refused(run, tmp_path, capsys)

    (run / "journals" / "other.jsonl").unlink()
    path.unlink()
    assert "run.json names this sandbox" in _refused(run, tmp_path, capsys)


def test_a_run_by_other_rules_is_refused(run, tmp_path, capsys):
    for path in (run / "journals").iterdir():
        first = read_journal(path)[0]
        text = path.read_text("utf-8").replace(first.rules_sha256, "0" * 64)
        path.write_text(text, "utf-8")
    path = run / "run.json"
    path.write_text(path.read_text("utf-8").replace(first.rules_sha256, "0" * 64), "utf-8")

    assert "was played with other rules than this program has" in _refused(run, tmp_path, capsys)


def test_a_scenario_that_is_not_the_one_played_is_refused(run, tmp_path, capsys):
    name = "duplicate-invoice"
    for path in (run / "journals").iterdir():
        first, *rest = read_journal(path)
        values = {each: getattr(first, each) for each in first.__struct_fields__}
        other = type(first)(**{**values, "scenario_sha256": "0" * 64})
        path.write_bytes(b"".join(encode_lines([other, *rest])))
    path = run / "run.json"
    path.write_text(path.read_text("utf-8").replace(first.scenario_sha256, "0" * 64), "utf-8")

    assert f"Scenario {name} is not the one that was played" in _refused(run, tmp_path, capsys)


def test_a_folder_that_is_no_run_is_a_set_up_error(tmp_path, capsys):
    assert "run.json: cannot be read" in _refused(tmp_path, tmp_path, capsys)


def test_a_missing_kill_matrix_is_a_set_up_error(run, tmp_path, capsys):
    words = ["certificate", str(run), "--new-key", str(tmp_path / "key.pem")]

    assert main([*words, "--kill-matrix", str(tmp_path / "none.md")]) == 3

    assert "none.md: cannot be read" in capsys.readouterr().err


def test_the_certificate_of_an_earlier_run_does_not_stay_beside_the_next(run, tmp_path):
    main(["certificate", str(run), "--new-key", str(tmp_path / "key.pem")])
    assert (run / "certificate.npscert").exists()

    _certify(run, "--mode", "faithful")

    assert not (run / "certificate.npscert").exists()
