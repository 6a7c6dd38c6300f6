"""Rule: the envelope's own elements carry no attributes of SOAP."""

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
OWN: Final = frozenset(f"{{{SOAP}}}{name}" for name in ("Envelope", "Header", "Body"))
ATTRIBUTES: Final = ("encodingStyle", "mustUnderstand", "actor")  # all that the namespace has


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="message",
    source="WS-I Basic Profile 1.1 R1005 (no soap:encodingStyle on elements of the envelope) and "
    "R1032 (soap:Envelope, soap:Header and soap:Body have no attributes of SOAP's namespace); the "
    "published WSDL is document/literal.",
    needs_bytes=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The elements Envelope, Header and Body carry no attribute of SOAP's own namespace, such as
    encodingStyle: a literal message follows the schema, and no encoding.
    """
    for sent in envelopes(evidence):
        found = _attribute(sent)
        if found is None:
            yield satisfied(sent.seq)
            continue
        element, name = found
        yield Violated(
            entries=(sent.seq,),
            message=sent.seq,
            order=orders_of(sent),
            state=f"a request for {sent.operation}",
            came=f'soap:{name}="{element.get(f"{{{SOAP}}}{name}")}" on soap:'
            f"{etree.QName(element).localname}.",
            legal=f"<soap:{etree.QName(element).localname}> without it.",
            fix="Generate a document/literal client from the WSDL; encodingStyle belongs to "
            "rpc/encoded.",
            path=path_of(element),
            line=element.sourceline or 0,
        )


def _attribute(sent: Exchange) -> tuple[etree._Element, str] | None:
    """The first such attribute and its element. Few bodies have to be parsed to know."""
    if not mentions(sent.http_request, *ATTRIBUTES):
        return None
    root = tree(sent.http_request)
    if root is None:
        return None
    for element in (root, *root):
        if element.tag in OWN:
            for name in element.attrib:
                if etree.QName(name).namespace == SOAP:
                    return element, etree.QName(name).localname
    return None
