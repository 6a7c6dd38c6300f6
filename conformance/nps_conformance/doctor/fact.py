"""The program says in time that it has dealt with a fact."""

from typing import Final

from nps_conformance.doctor._check import Finding, ok, problem
from nps_conformance.doctor._visit import Visit
from nps_conformance.drivers.base import Saw

ORDER: Final = 11
NAME: Final = "fact dealt with"
NEEDS: Final = ("contractor file", "start", "credentials", "envelope", "first poll")


def look(visit: Visit) -> Finding:
    """`done`, or exit code 0, within the patience, for each fact and round."""
    resident = visit.known.driver.mode == "resident"
    handled = sum(each.seen.event is Saw.HANDLED for each in visit.told)
    for each in visit.told:
        fact = f"fact {each.fact.id} ({each.fact.kind})"
        if each.seen.event is Saw.EXITED:
            return problem(
                f"{fact}: it ended ({each.seen.detail})",
                "Stay until the input ends."
                if visit.command and resident
                else "Exit with code 0 when a fact is dealt with, also one you have no use for.",
            )
        if each.seen.event is Saw.PATIENCE:
            word = f'{{"done": {each.fact.id}}}'
            return problem(
                f"{fact}: no word that it is dealt with came within "
                f"{visit.known.driver.patience:g} s",
                f"Write {word} as a line on standard output and flush it, also after a fact you "
                "have no use for; if the work takes longer, raise driver.patience.",
            )
    return ok(f"{handled} facts and rounds")
