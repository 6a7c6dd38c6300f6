"""Rule: the Content-Type names the charset."""

import re
from collections.abc import Iterator
from typing import Final

from nps_conformance.evidence.model import Evidence
from nps_conformance.evidence.wire import envelopes, orders_of, values
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

CHARSET: Final = re.compile(r";\s*charset\s*=\s*[^\s;]", re.IGNORECASE)


@rule(
    level=Level.SHOULD,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="message",
    source="WS-I Simple SOAP Binding Profile 1.0 R1018: the Content-Type header says the encoding "
    "of the message by its charset; RFC 3023, 3.1: text/xml without one is US-ASCII. (A MUST "
    "there; here a SHOULD, as a landlord's server may look into the message.)",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The Content-Type header of every request names the charset of the message."""
    for sent in envelopes(evidence):
        types = values(sent.http_request, "Content-Type")
        if not types:
            continue  # a request without one is refused; in a record from elsewhere heads may lack
        if CHARSET.search(types[-1]):
            yield satisfied(sent.seq)
            continue
        yield Violated(
            entries=(sent.seq,),
            message=sent.seq,
            order=orders_of(sent),
            state=f"a request for {sent.operation}",
            came=f"Content-Type: {types[-1]}",
            legal="Content-Type: text/xml; charset=utf-8",
            fix="Name the charset that the message is written in; else a receiver may take it for "
            "US-ASCII, and names and pound signs arrive broken.",
            path="Content-Type (HTTP header)",
        )
