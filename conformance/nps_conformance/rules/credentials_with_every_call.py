"""Rule: right credentials come with every call."""

from collections.abc import Iterator, Sequence
from typing import Final

from nps_conformance.evidence.model import Evidence
from nps_conformance.evidence.wire import orders_of, values
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

REFUSED: Final = frozenset({"401", "CREDENTIALS"})
SOON: Final = 20  # requests


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="identity",
    source="All APIs are invoked by the contractor system, depending on the authorisation granted "
    "to each contractor: every call says who calls, as there is no session. RFC 7617; WS-Security "
    "UsernameToken Profile 1.1.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Every call carries credentials that the landlord knows. A first call without any, which a
    challenge answers and the same call with credentials follows, is the usual way of HTTP.
    """
    came = [each for each in evidence.exchanges if each.outcome != "document"]
    for number, sent in enumerate(came):
        if sent.code not in REFUSED:
            if sent.contractor:
                yield satisfied(sent.seq)
        elif not sent.fault and not _challenged(came, number):
            yield _violation(sent)


def _challenged(came: Sequence[Exchange], number: int) -> bool:
    """Whether a call without credentials was only the first half of one with them; others may
    come between, as several can be under way.
    """
    asked = came[number]
    if asked.code != "401" or values(asked.http_request, "Authorization"):
        return False
    body = asked.http_request.body
    soon = came[number + 1 : number + 1 + SOON]
    return any(each.contractor and each.http_request.body == body for each in soon)


def _violation(sent: Exchange) -> Violated:
    told = next((each.text for each in sent.findings if each.code == "CREDENTIALS"), "")
    if not told and values(sent.http_request, "Authorization"):
        told = "Credentials that the landlord does not know."
    return Violated(
        entries=(sent.seq,),
        message=sent.seq,
        order=orders_of(sent),
        state="the account was open all the time",
        came=told or "No credentials, and the same call with them did not follow.",
        legal="The user name and password of the account that the landlord has granted.",
        fix="Keep one pair of credentials, and give it to every call; with a UsernameToken make "
        "a new time stamp for each, from a clock that is right.",
        path="Authorization (HTTP header)" if sent.code == "401" else "",
    )
