"""The program to start is there and may be executed."""

import os
import shutil
from pathlib import Path
from typing import Final

from nps_conformance.doctor._check import Finding, ok, problem
from nps_conformance.doctor._visit import Visit

ORDER: Final = 2
NAME: Final = "program"
NEEDS: Final = ("contractor file",)


def look(visit: Visit) -> Finding:
    """Found as the driver finds it: with a path from the file's folder, without one on PATH."""
    if not visit.command or visit.around is None:
        return ok("none is started: the driver is not a command")
    word = visit.around.filled(visit.known.driver.command[0])
    if Path(word).name == word:
        found = shutil.which(word)
        if found is None:
            beside = (visit.known.folder / word).exists()
            change = (
                f"It lies beside contractor.yaml: write ./{word} in driver.command."
                if beside
                else "Install it, put its folder on PATH, or give its path in driver.command."
            )
            return problem(f"there is no program {word!r} on PATH", change)
        return ok(found)
    path = visit.known.folder / word
    if not path.is_file():
        return problem(
            f"{path} is not there" if not path.exists() else f"{path} is no file",
            f"Correct driver.command; its path begins at {visit.known.folder}.",
        )
    if not os.access(path, os.X_OK):
        return problem(
            f"{path} may not be executed",
            f"Make it executable (chmod +x {word}), or put its interpreter first in "
            "driver.command.",
        )
    return ok(str(path))
