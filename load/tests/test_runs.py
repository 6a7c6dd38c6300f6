"""What a run does with a generator that does not end."""

import subprocess
import sys

import pytest

from nps_load import runs

DEAF = (
    "import os, signal, sys, time\n"
    "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "os.fork()\n"
    "os.write(1, b'%d\\n' % os.getpid())\n"
    "time.sleep(600)\n"
)


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
def test_a_generator_that_does_not_end_is_killed_with_all_its_processes(monkeypatch) -> None:
    monkeypatch.setattr(runs, "GRACE", 0)
    with subprocess.Popen(
        [sys.executable, "-c", DEAF], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        two = {int(process.stdout.readline()) for _ in range(2)}

        code = runs._ended(process)

        assert len(two) == 2
        assert code == -9
        assert process.stdout.read() == b"", "the end of the output: nobody holds it any more"
