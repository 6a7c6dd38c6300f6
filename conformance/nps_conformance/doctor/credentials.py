"""The credentials are those that were given."""

from typing import Final

from nps_conformance.doctor._check import Finding, not_reached, ok, problem
from nps_conformance.doctor._visit import Visit
from nps_simulator.journal.entries import Exchange

ORDER: Final = 7
NAME: Final = "credentials"
NEEDS: Final = ("contractor file", "start")
GIVEN: Final = "NPS_USERNAME and NPS_PASSWORD, or {username} and {password} in driver.command"


def look(visit: Visit) -> Finding:
    """401 answers are counted; one before each right answer is how some stacks do Basic."""
    refused = [each for each in visit.exchanges if each.code in {"401", "CREDENTIALS"}]
    known = sum(each.contractor is not None for each in visit.exchanges)
    if not refused:
        return ok(f"right in {known} calls") if known else not_reached("no call needed them")
    if known:
        return ok(f"right in {known} calls; {len(refused)} more were first sent without (401)")
    count = f"all {len(refused)} calls were answered 401"
    if any(map(_basic, refused)):
        return problem(f"{count}: the credentials sent are not the given ones", f"Use {GIVEN}.")
    if any("UsernameToken" in each.http_request.body for each in refused):
        change = f"This landlord wants HTTP Basic, not a UsernameToken. Use {GIVEN}."
        return problem(f"{count}: there is no Authorization header", change)
    change = f"Send HTTP Basic with {GIVEN}, also without being asked."
    return problem(f"{count}: there is no Authorization header", change)


def _basic(exchange: Exchange) -> bool:
    return any(name.lower() == "authorization" for name, _ in exchange.http_request.headers)
