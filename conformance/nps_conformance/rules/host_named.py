"""Rule: requests name the host."""

from collections.abc import Iterator

from nps_conformance.evidence.model import Evidence
from nps_conformance.evidence.wire import orders_of, values, with_head
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="message",
    source="RFC 9112, 3.2: a client sends a Host header with every HTTP/1.1 request, and a server "
    "refuses one without, or with more than one; WS-I Basic Profile 1.1 R1141: messages are sent "
    "by HTTP.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Every message that is sent by HTTP/1.1 comes with one Host header."""
    for sent in with_head(evidence):
        if sent.outcome == "document" or not sent.http_request.start.endswith("HTTP/1.1"):
            continue
        hosts = len(values(sent.http_request, "Host"))
        if hosts == 1:
            yield satisfied(sent.seq)
            continue
        yield Violated(
            entries=(sent.seq,),
            message=sent.seq,
            order=orders_of(sent),
            state=f"a request for {sent.operation or 'nothing we know'}",
            came=f"{hosts} Host headers." if hosts else "No Host header.",
            legal="One Host header, with host and port of the endpoint's address.",
            fix="Take the host from the endpoint's address. A server behind a shared address does "
            "not know for whom the request is without it, and refuses it.",
            path="Host (HTTP header)",
        )
