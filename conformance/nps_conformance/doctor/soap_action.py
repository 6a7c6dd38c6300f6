"""The SOAPAction header is there, quoted, and says what the body asks for."""

from typing import Final

from nps_conformance.doctor._check import Finding, not_reached, ok, problem
from nps_conformance.doctor._visit import Visit

ORDER: Final = 10
NAME: Final = "SOAPAction"
NEEDS: Final = ("contractor file", "start", "credentials", "envelope")


def look(visit: Visit) -> Finding:
    """The first message whose header was wrong says what is wrong with it."""
    messages = [each for each in visit.exchanges if each.operation is not None]
    if not messages:
        return not_reached("no message came")
    wrong = [
        (each, finding)
        for each in messages
        for finding in each.findings
        if finding.code.startswith("soapaction-")
    ]
    if not wrong:
        return ok(f"right in {len(messages)} messages")
    first, finding = wrong[0]
    return problem(f"{first.operation}: {finding.text}", f"Send SOAPAction: {finding.expected}")
