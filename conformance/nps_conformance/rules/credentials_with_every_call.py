"""Rule: right credentials come with every call."""

from collections import Counter
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
    Why,
    rule,
    satisfied,
    undecided,
)
from nps_simulator.journal.entries import Exchange

REFUSED: Final = frozenset({"401", "CREDENTIALS"})


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
    challenge answers and the same call with credentials follows, is the usual way of HTTP; so may
    every call begin, however many are under way.
    """
    came = [each for each in evidence.exchanges if each.outcome != "document"]
    repeated = _repeated(came)
    ended = came[-1].seq if came else 0
    turned = evidence.turns[-1] if evidence.turns else -1
    for sent in came:
        if sent.code not in REFUSED:
            if sent.contractor:
                yield satisfied(sent.seq)
        elif not sent.fault and sent.seq not in repeated:
            if _bare(sent) and ended == sent.seq > turned:
                yield undecided(Why.NOT_DUE, sent.seq)
            else:
                yield _violation(sent)


def _bare(sent: Exchange) -> bool:
    """Whether a call came without credentials and was answered with a challenge."""
    return sent.code == "401" and not values(sent.http_request, "Authorization")


def _repeated(came: Sequence[Exchange]) -> set[int]:
    """The calls that were only the first half of one with credentials; each of these is the second
    half of one. Others may come between, as several can be under way.
    """
    halves: Counter[tuple[str, str]] = Counter()
    found: set[int] = set()
    for each in reversed(came):
        body = (each.http_request.body, each.http_request.body_base64)
        if each.contractor and each.code not in REFUSED:
            halves[body] += 1
        elif _bare(each) and halves[body]:
            halves[body] -= 1
            found.add(each.seq)
    return found


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
