"""The program starts, and stays or returns, as its mode says."""

import re
from typing import Final

from nps_conformance.doctor._check import Finding, ok, problem
from nps_conformance.doctor._visit import Told, Visit
from nps_conformance.drivers.base import Saw

ORDER: Final = 5
NAME: Final = "start"
NEEDS: Final = ("contractor file", "program", "folders", "address")
# What programs print that could not reach an address: then the address is the news, not the end.
_NO_CONNECTION: Final = re.compile(
    r"connection refused|connectionrefused|econnrefused|failed to establish|could not connect"
    r"|couldn't connect|no route to host|name or service not known|getaddrinfo|unknownhost"
    r"|urlopen error|connect timed out",
    re.IGNORECASE,
)


def look(visit: Visit) -> Finding:
    """A resident program stays; one that is started for each fact returns."""
    if not visit.command:
        return _elsewhere(visit)
    if visit.start_problem:
        change = "A script needs a first line that names its interpreter, and that has to be there."
        return problem(visit.start_problem, change)
    resident = visit.known.driver.mode == "resident"
    ended = visit.saw(Saw.EXITED)
    if ended is not None and (not ended.calls or ended.seen.detail.startswith("signal")):
        return _ended(visit, ended, resident=resident)
    waited = visit.saw(Saw.PATIENCE)
    if not resident and waited is not None:
        return problem(
            f"it did not return within {visit.known.driver.patience:g} s",
            "In mode: per-instruction it has to end after each fact. If it is meant to run on, "
            "say mode: resident; if it is slow, raise driver.patience.",
        )
    return ok("it starts and stays" if resident else "it starts and returns")


def _elsewhere(visit: Visit) -> Finding:
    """Of a contractor that runs already, or is worked by a person."""
    ended = visit.saw(Saw.EXITED)
    seen = visit.start_problem or (ended.seen.detail if ended and not ended.calls else "")
    if not seen:
        return ok("nothing is started")
    change = (
        f"Start it first; its log says why it did not take the fact ({visit.known.driver.url})."
        if visit.known.driver.kind == "http"
        else "Run this in a terminal."
    )
    return problem(seen, change)


def _ended(visit: Visit, ended: Told, *, resident: bool) -> Finding:
    """Of a program that ended before it called anything, or by a signal."""
    detail = ended.seen.detail
    if _NO_CONNECTION.search(visit.said):
        return ok(f"it started, and ended ({detail}) as it could not connect")
    if resident and detail == "exit code 0":
        return problem(
            "it ended by itself (exit code 0), and mode: resident means that it stays",
            "Read standard input until its end, or say mode: per-instruction.",
        )
    return problem(
        f"it ended before it called anything ({detail}){_last(visit)}"
        if not ended.calls
        else f"it was ended by {detail}{_last(visit)}",
        "Start the same command by hand in the same folder; it prints why.",
    )


def _last(visit: Visit) -> str:
    return f", and last said: {visit.said.splitlines()[-1].strip()}" if visit.said else ""
