"""Thirty simulated days take less than a minute of the machine's time."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from nps_simulator.journal.files import read_journal

A_MINUTE = 60  # seconds: the run is killed, and the test fails, when it takes longer


def test_thirty_days_pass_within_a_minute(tmp_path):
    words = ["--scenario", "thirty-days", "--mode", "faithful", "--reports", tmp_path / "reports"]
    done = subprocess.run(
        [Path(sys.executable).with_name("nps"), "certify", *words],
        capture_output=True,
        text=True,
        timeout=A_MINUTE,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    journal = list(read_journal(tmp_path / "reports" / "journals" / "thirty-days-faithful.jsonl"))
    first, last = (datetime.fromisoformat(journal[end].at) for end in (0, -1))
    assert last - first >= timedelta(days=30)
