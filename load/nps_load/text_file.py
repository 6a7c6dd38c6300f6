"""A text file that somebody gave us."""

from pathlib import Path

from nps_scenarios.problems import SetUpError
from nps_scenarios.readable import check_readable


def read_text(path: Path, what: str = "") -> str:
    """The text of a file, a byte order mark taken off; `what` names it where it cannot be read.

    Raises SetUpError.
    """
    check_readable(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SetUpError(f"{what}{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SetUpError(f"{path} is not UTF-8 text; save it as such.") from error
