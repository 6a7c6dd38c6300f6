"""The soak, made short; and that it sees what has gone wrong."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).parents[1] / "benchmarks" / "soak.py"


def soak(*options):
    done = subprocess.run(
        [sys.executable, str(SOAK), *options], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """What a short soak left behind, and what it said."""
    folder = tmp_path_factory.mktemp("soak")
    code, said = soak("--exchanges", "600", "--kills", "2", "--folder", str(folder))
    assert code == 0, said
    return folder, said


@pytest.fixture
def tampered(left, tmp_path):
    """A copy of it in which somebody has worked on the database."""

    def tamper(sql):
        folder = tmp_path / "copy"
        shutil.copytree(left[0], folder)
        with sqlite3.connect(folder / "soak.sqlite") as connection:
            changed = connection.execute(sql).rowcount
        connection.close()
        assert changed > 0
        return soak("--check", str(folder))

    return tamper


def test_nothing_is_lost_through_faults_landlords_restarts_and_kills(left):
    _, said = left

    assert "The chain holds, the ledger balances, and nothing is missing." in said


CHANGED = "UPDATE journal SET hash = zeroblob(32) WHERE place = (SELECT max(place) FROM journal)"
MISSING = "DELETE FROM journal WHERE place = (SELECT max(place) - 20 FROM journal)"
UNBILLED = "DELETE FROM invoices"
WRONG_SUM = """
UPDATE invoices
SET document = CAST(replace(CAST(document AS TEXT), '"gross":"', '"gross":"1') AS BLOB)
"""


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        (CHANGED, "hash chain"),
        (MISSING, "is missing"),
        (UNBILLED, "is not there"),
        (WRONG_SUM, "does not add up"),
    ],
)
def test_what_went_wrong_is_seen(tampered, sql, word):
    code, said = tampered(sql)

    assert code == 1
    assert word in said
