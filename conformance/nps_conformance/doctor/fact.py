"""The program says in time that it has dealt with a fact."""

from typing import Final

from nps_conformance.doctor._check import Finding, ok, problem
from nps_conformance.doctor._visit import Visit
from nps_conformance.drivers.base import Saw

ORDER: Final = 11
NAME: Final = "fact dealt with"
NEEDS: Final = ("contractor file", "start", "credentials", "envelope", "first poll")


def look(visit: Visit) -> Finding:
    """`done`, exit code 0 or an answer of 200, within the patience, for each fact and round."""
    for each in visit.told:
        fact = f"fact {each.fact.id} ({each.fact.kind})"
        if each.seen.event is Saw.EXITED:
            ending = "it ended " if visit.command else ""
            return problem(f"{fact}: {ending}({each.seen.detail})", _when_ended(visit))
        if each.seen.event is Saw.PATIENCE:
            return problem(
                f"{fact}: no word that it is dealt with came within "
                f"{visit.known.driver.patience:g} s",
                f"{_when_silent(visit, each.fact.id)}, also after a fact you have no use for; if "
                "the work takes longer, raise driver.patience.",
            )
    handled = sum(each.seen.event is Saw.HANDLED for each in visit.told)
    return ok(f"{handled} facts and rounds")


def _when_ended(visit: Visit) -> str:
    if not visit.command:
        return "Answer 200 to 299 when a fact is dealt with, also one you have no use for."
    if visit.known.driver.mode == "resident":
        return "Stay until the input ends."
    return "Exit with code 0 when a fact is dealt with, also one you have no use for."


def _when_silent(visit: Visit, number: int) -> str:
    if visit.command:
        return f'Write {{"done": {number}}} as a line on standard output and flush it'
    return "Answer the webhook" if visit.known.driver.kind == "http" else "Act on the fact"
