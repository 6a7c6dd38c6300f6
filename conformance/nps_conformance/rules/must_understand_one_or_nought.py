"""Rule: mustUnderstand is 1 or 0."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from nps_conformance.evidence.model import Evidence
from nps_conformance.evidence.wire import envelopes, mentions, orders_of, path_of, tree
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

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
MUST_UNDERSTAND: Final = f"{{{SOAP}}}mustUnderstand"


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="message",
    source='WS-I Basic Profile 1.1 R1013: soap:mustUnderstand has the lexical form "1" or "0"; '
    "SOAP 1.1, 4.2.3.",
    needs_bytes=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Where a header of a request carries mustUnderstand, it is 1 or 0, not true or false."""
    for sent in envelopes(evidence):
        found = _wrong(sent)
        if found is None:
            yield satisfied(sent.seq)
            continue
        came = found.get(MUST_UNDERSTAND)
        yield Violated(
            entries=(sent.seq,),
            message=sent.seq,
            order=orders_of(sent),
            state=f"a request for {sent.operation}",
            came=f'soap:mustUnderstand="{came}" on {etree.QName(found).localname}.',
            legal='soap:mustUnderstand="1", or "0", or no such attribute.',
            fix="Write 1 or 0: true and false are of SOAP 1.2.",
            path=path_of(found),
            line=found.sourceline or 0,
        )


def _wrong(sent: Exchange) -> etree._Element | None:
    """The first header with another value. Few bodies have to be parsed to know."""
    if not mentions(sent.http_request, "mustUnderstand"):
        return None
    root = tree(sent.http_request)
    if root is None:
        return None
    return next(
        (each for each in root.iter("*") if each.get(MUST_UNDERSTAND, "0") not in {"0", "1"}), None
    )
