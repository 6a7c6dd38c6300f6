"""Rule: the contract is not fetched with every call."""

from collections.abc import Iterator
from typing import Final

from nps_conformance.evidence.model import Evidence
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)
from nps_simulator.journal.entries import Exchange

FEW: Final = 3  # fetches that are always right: a start, a restart, a look
MOST: Final = 9  # for ten messages; a program that is started for each fact fetches it each time


@rule(
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.MESSAGE,
    family="message",
    source="Assumed: the contract changes with a release, not between two calls; who fetches it "
    "each time doubles the traffic, and stands still when only the contract cannot be served.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The WSDL is fetched when the contractor's system starts, not again with every message."""
    fetched = [each.seq for each in evidence.exchanges if _is_wsdl(each)]
    sent = len(evidence.calls)
    if not fetched or not sent:
        return
    if len(fetched) <= max(FEW, sent * MOST // 10):
        yield satisfied(*fetched[:FEW])
        return
    yield Violated(
        entries=tuple(fetched[: FEW + 1]),
        message=fetched[FEW],
        state=f"{sent} messages in all",
        came=f"The contract was fetched {len(fetched)} times.",
        legal="Once for each start of the contractor's system.",
        fix="Make the SOAP client once and keep it, or keep a copy of the WSDL beside it.",
        path="the request line (HTTP)",
    )


def _is_wsdl(sent: Exchange) -> bool:
    return sent.outcome == "document" and "wsdl" in sent.http_request.start.lower()
