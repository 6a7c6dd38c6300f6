"""The program's working folder and the reports' folder can be used."""

import os
from pathlib import Path
from typing import Final

from nps_conformance.doctor._check import Finding, ok, problem
from nps_conformance.doctor._visit import Visit

ORDER: Final = 3
NAME: Final = "folders"
NEEDS: Final = ("contractor file",)


def look(visit: Visit) -> Finding:
    """The working folder is there and writable; the reports' folder is, or can be made."""
    work = visit.known.folder
    if visit.command and visit.around is not None and visit.known.driver.cwd is not None:
        work /= visit.around.filled(visit.known.driver.cwd)
    if visit.command and not work.is_dir():
        return problem(
            f"the working folder {work} is not there",
            "Make it, or set driver.cwd to one that is; {work} is a fresh one each time.",
        )
    if visit.command and not os.access(work, os.W_OK | os.X_OK):
        return problem(
            f"the working folder {work} cannot be written to",
            "Set driver.cwd: {work} is a fresh, writable one each time.",
        )
    there = _nearest(visit.reports)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        why = "cannot be written to" if there.is_dir() else "is no folder"
        return problem(
            f"reports cannot go to {visit.reports}: {there} {why}",
            "Give another folder with --reports.",
        )
    works = f"works in {work}; " if visit.command else ""
    return ok(f"{works}reports go to {visit.reports}")


def _nearest(path: Path) -> Path:
    """The path itself, or the nearest folder above that is there."""
    path = path.absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
