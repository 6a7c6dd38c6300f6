"""Tells a captured log from a journal, and reads it."""

from pathlib import Path

from nps_conformance.captured import folder, har
from nps_conformance.captured.message import Log
from nps_scenarios.problems import SetUpError
from nps_scenarios.readable import check_readable


def read_log(path: Path) -> Log | None:
    """The log of a HAR file or of a folder of messages; None for what is neither.

    Raises SetUpError, which names the file and the line or entry.
    """
    check_readable(path)
    try:
        if path.is_dir():
            return folder.read(path) if folder.is_captured(path) else None
        return har.read(path) if path.suffix.lower() in {".har", ".json"} else None
    except OSError as error:
        place = error.filename or path
        raise SetUpError(f"{place}: cannot be read: {error.strerror or error}.") from error
