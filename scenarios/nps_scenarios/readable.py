"""Whether a path that somebody gave can be read to an end: a pipe or a terminal may have none."""

import stat
from pathlib import Path
from typing import Final

from nps_scenarios.problems import SetUpError

# A shell's pipe, and its `<(...)`: whoever started us writes into it, and ends.
_HANDED_OVER: Final = (Path("/dev/fd"), Path("/proc/self/fd"))
_STANDARD_INPUT: Final = Path("/dev/stdin")


def check_readable(path: Path) -> None:
    """Refuse what is neither a file nor a folder nor a pipe that this process was started with.

    Raises SetUpError. What is not there at all is for who reads it to say.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return
    handed_over = path == _STANDARD_INPUT or path.parent in _HANDED_OVER
    if handed_over and stat.S_ISFIFO(mode):
        return
    what = "a socket" if stat.S_ISSOCK(mode) else "a device, such as a terminal"
    if stat.S_ISFIFO(mode):
        what = "a named pipe"
    raise SetUpError(f"{path} is {what}, and may never end; expected a file. Save it as one first.")
