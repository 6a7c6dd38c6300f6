"""Rule: every message is valid."""

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
from nps_simulator.journal.entries import Finding

NOT_ABOUT_THE_MESSAGE = frozenset({"CREDENTIALS", "401", "405", "408", "413"})


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="message",
    source="Real time XML transfer via structured APIs using the SOAP protocol; the published "
    "WSDL; WS-I Basic Profile 1.1 R2712 (the body is an instance of the declared element), "
    "R9980 and R9981 (the structure of the envelope), R1008, R1011, R1014; WS-I Simple SOAP "
    "Binding Profile 1.0 R9701, R9703 and R1012 (XML 1.0 as text/xml in UTF-8 or UTF-16).",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Every request is a well-formed SOAP 1.1 envelope whose body is valid against the published
    schema.
    """
    for call in evidence.calls:
        if call.outcome == "fault" and not call.unclear:
            if call.code not in NOT_ABOUT_THE_MESSAGE:
                order = ", ".join(call.orders)
                yield _violation(call.seq, call.code, call.findings, call.operation, order)
        elif call.request is not None:
            yield satisfied(call.seq)
        elif call.outcome == "unknown" and call.code and call.findings:
            # a record from elsewhere: its landlord took what the contract does not
            yield _violation(
                call.seq, call.code, call.findings, call.operation, ", ".join(call.orders)
            )
    for seq, code, findings in evidence.unreadable:
        if code not in NOT_ABOUT_THE_MESSAGE:
            yield _violation(seq, code, findings, "a request", "")


def _violation(
    seq: int, code: str, findings: tuple[Finding, ...], what: str, order: str
) -> Violated:
    finding = next((each for each in findings if each.code == code), None)
    text = finding.text if finding else f"it was answered with {code}"
    return Violated(
        entries=(seq,),
        message=seq,
        order=order,
        state="before any business was done",
        came=f"{what}: {text}",
        legal=(finding.expected if finding else "")
        or "A SOAP 1.1 envelope that is valid against the published WSDL.",
        fix="Generate the message from the published WSDL, and validate it before sending.",
        path=finding.path if finding else "",
        line=finding.line if finding else 0,
    )
