"""Rule: messages are sent by POST."""

from collections.abc import Iterator

from nps_conformance.evidence.model import Evidence
from nps_conformance.evidence.wire import with_head
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
    source="WS-I Basic Profile 1.1 R1132: a request message is sent by the HTTP method POST; "
    "SOAP 1.1, 6.1.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Every message is sent by HTTP POST. A look at the address without a message, as a monitor
    takes it, is none.
    """
    for sent in with_head(evidence):
        http = sent.http_request
        if sent.outcome == "document" or not (http.body or http.body_base64):
            continue
        method = http.start.partition(" ")[0]
        if method == "POST":
            yield satisfied(sent.seq)
            continue
        yield Violated(
            entries=(sent.seq,),
            message=sent.seq,
            state="before any business was done",
            came=http.start,
            legal="POST, with the message as its body.",
            fix="Send every message by POST, a repeated one too.",
            path="the request line (HTTP)",
        )
