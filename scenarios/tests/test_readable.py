"""What may never end is not read."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from nps_scenarios.loader import load_profile, load_scenario
from nps_scenarios.problems import SetUpError
from nps_scenarios.readable import check_readable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
CHECK = """
import sys
from pathlib import Path
from nps_scenarios.readable import check_readable
check_readable(Path(sys.argv[1]))
print(Path(sys.argv[1]).read_text())
"""


def test_files_folders_and_what_is_not_there_are_nothing_to_complain_of(tmp_path):
    (tmp_path / "file").write_text("x")

    for path in (tmp_path, tmp_path / "file", tmp_path / "none", Path("a\0b")):
        check_readable(path)


def test_a_named_pipe_is_refused(tmp_path):
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)

    for reads in (check_readable, load_scenario, lambda path: load_profile(str(path))):
        with pytest.raises(SetUpError, match=r"pipe\.yaml is a named pipe, and may never end"):
            reads(path)


def test_a_socket_is_refused(tmp_path):
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))

        with pytest.raises(SetUpError, match="is a socket, and may never end"):
            check_readable(path)


def test_a_device_is_refused():
    with pytest.raises(SetUpError, match="is a device, such as a terminal, and may never end"):
        check_readable(Path("/dev/zero"))


@pytest.mark.parametrize("path", ["/dev/stdin", "/dev/fd/0"])
def test_a_pipe_that_we_were_started_with_is_read(path):
    done = subprocess.run(
        [sys.executable, "-c", CHECK, path],
        input="told",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("told\n", "")


@pytest.mark.parametrize("path", ["/dev/stdin", "/dev/fd/0"])
def test_a_terminal_that_we_were_started_at_is_refused(path):
    ours, theirs = os.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", CHECK, path],
            stdin=theirs,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)

    assert "is a device, such as a terminal" in done.stderr
