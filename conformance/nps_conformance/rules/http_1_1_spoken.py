"""Rule: requests are HTTP/1.1."""

from collections.abc import Iterator

from nps_conformance.evidence.model import Evidence
from nps_conformance.evidence.wire import envelopes, orders_of
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
    level=Level.SHOULD,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="message",
    source="WS-I Basic Profile 1.1 R1140: a message should be sent using HTTP/1.1.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Requests are sent by HTTP/1.1, not by HTTP/1.0."""
    for sent in envelopes(evidence):
        version = sent.http_request.start.rpartition(" ")[2]
        if not version.startswith("HTTP/"):
            continue  # a record from elsewhere may not say
        if version != "HTTP/1.0":
            yield satisfied(sent.seq)
            continue
        yield Violated(
            entries=(sent.seq,),
            message=sent.seq,
            order=orders_of(sent),
            state=f"a request for {sent.operation}",
            came=sent.http_request.start,
            legal=sent.http_request.start.replace("HTTP/1.0", "HTTP/1.1"),
            fix="Use HTTP/1.1: a connection that is kept open saves a handshake with every poll.",
            path="the request line (HTTP)",
        )
