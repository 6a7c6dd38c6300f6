"""What a contractor's program said: the end of its log, fit for a terminal."""

from base64 import b64encode
from pathlib import Path
from typing import Final

from nps_conformance.plan import PASSWORD, USERNAME
from nps_simulator.journal.masking import MASK

TAIL: Final = 2000  # bytes of the end of a log
LONGEST: Final = 200  # characters of a last line


def end_of(log: Path) -> str:
    """The end of a log, without what a terminal could take for a command; empty without a log."""
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - TAIL))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "".join(each for each in text if each.isprintable() or each in "\n\t").strip()


def last_line(log: Path) -> str:
    """The last line of a log that is not empty, cut short and without the credentials."""
    text = masked(end_of(log)).rpartition("\n")[2].strip()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def masked(text: str) -> str:
    """Without the credentials, wherever the program put them: a namespace, a log, a path."""
    basic = b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
    return text.replace(PASSWORD, MASK).replace(basic, MASK)
