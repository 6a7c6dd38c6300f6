"""Rule: the SOAPAction is quoted."""

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


@rule(
    level=Level.SHOULD,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="message",
    source="WS-I Basic Profile 1.1 R1109: the value of the SOAPAction header is a quoted string. "
    "(A MUST there; here a SHOULD, as every landlord's server reads it unquoted.)",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The value of the SOAPAction header is in double quotes."""
    for call in evidence.calls:
        codes = {each.code: each for each in call.findings}
        if "soapaction-absent" in codes:
            continue
        wrong = codes.get("soapaction-unquoted")
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
            fix="Put the value in double quotes.",
            path="SOAPAction (HTTP header)",
        )
