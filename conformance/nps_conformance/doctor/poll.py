"""The contractor asks for works orders when time passes."""

from typing import Final

from nps_conformance.doctor._check import Finding, ok, problem
from nps_conformance.doctor._visit import Visit
from nps_simulator.journal.entries import Exchange

ORDER: Final = 9
NAME: Final = "first poll"
NEEDS: Final = ("contractor file", "start", "credentials", "envelope")
POLL: Final = "RequestWorksOrders"
NOT_FOUND: Final = 404


def look(visit: Visit) -> Finding:
    """Seen among what arrived; if not, what arrived instead says why."""
    if any(each.operation == POLL for each in visit.exchanges):
        return ok(f"{POLL} came {_when(visit)}")
    if visit.exchanges:
        came = ", ".join(dict.fromkeys(_named(each) for each in visit.exchanges))
        if POLL not in visit.known.claims:
            return ok(f"not claimed; {came} came")
        return problem(f"{came} came, and no {POLL}", f"Poll with {POLL} in every round.")
    return _nothing(visit)


def _nothing(visit: Visit) -> Finding:
    endpoint = visit.around.endpoint if visit.around is not None else ""
    patience = f"{visit.known.driver.patience:g} s"
    for each in visit.refused:
        if each.status == NOT_FOUND:
            return problem(
                f"{each.start} came, which is nobody's address",
                f"Use NPS_ENDPOINT or {{endpoint}} as it is, with its path: {endpoint}",
            )
        return problem(
            f"what came is not plain HTTP, or not whole: {each.text}",
            f"Use http, not https, and no proxy of your own: {endpoint}",
        )
    if visit.documents:
        return problem(
            "the contract was fetched, and then nothing came",
            f"In a round, poll with {POLL}; the address is in the contract and NPS_ENDPOINT.",
        )
    said = f"; it last said: {visit.said.splitlines()[-1].strip()}" if visit.said else ""
    return problem(
        f"nothing arrived within {patience} of the first round{said}",
        "Call NPS_ENDPOINT or {endpoint}, no address of your own, and poll when a fact of kind "
        "round comes. If the start takes long, raise driver.patience.",
    )


def _when(visit: Visit) -> str:
    first = next((each for each in visit.told if each.calls), None)
    if first is None:
        return "in time"
    return "in the first round" if first.fact.id == 1 else f"only with fact {first.fact.id}"


def _named(exchange: Exchange) -> str:
    return exchange.operation or exchange.http_request.start
