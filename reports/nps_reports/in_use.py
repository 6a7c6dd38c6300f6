"""A folder of reports belongs to one run at a time: two would mix what they write."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from nps_scenarios.problems import SetUpError
from nps_simulator.store.holding import hold, is_busy

LOCK: Final = "run.lock"  # an empty file; it stays, and means nothing without a run


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Have a folder, which is there, to ourselves. Raises SetUpError when another run has it."""
    try:
        lock = hold(str(folder / LOCK))
    except sqlite3.Error as error:
        if is_busy(error):
            raise SetUpError(
                f"{folder} is in use: another run is under way that writes its reports there. "
                "Wait for its end, or give another folder with --reports."
            ) from error
        raise SetUpError(
            f"The file {folder / LOCK}, which says that a run is under way, cannot be used "
            f"({error}). Remove it if it is no empty file, or give another folder with --reports."
        ) from error
    with closing(lock):
        yield
