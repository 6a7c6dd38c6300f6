"""Rule: the SOAPAction is that of the operation."""

from collections.abc import Iterator

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

CODES = frozenset({"soapaction-absent", "soapaction-contradicts"})


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="message",
    source="WS-I Basic Profile 1.1 R2744: a request carries the SOAPAction that the WSDL declares "
    "for the operation; SOAP 1.1, 6.1.1.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Every request has a SOAPAction header with the value that the WSDL declares for the
    operation in its body.
    """
    for call in evidence.calls:
        wrong = next((each for each in call.findings if each.code in CODES), None)
        if wrong is None:
            yield satisfied(call.seq)
            continue
        yield Violated(
            entries=(call.seq,),
            message=call.seq,
            order=", ".join(call.orders),
            state=f"a request for {call.operation}",
            came=wrong.text,
            legal=f"SOAPAction: {wrong.expected}",
            fix="Take the soapAction of the operation from the WSDL.",
            path="SOAPAction (HTTP header)",
        )
