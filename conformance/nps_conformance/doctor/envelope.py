"""Method, content type, envelope, namespace and schema are those of the contract."""

from typing import Final

from nps_conformance.doctor._check import Finding, not_reached, ok, problem
from nps_conformance.doctor._visit import Visit
from nps_simulator.journal.entries import Exchange

ORDER: Final = 8
NAME: Final = "envelope"
NEEDS: Final = ("contractor file", "start", "credentials")


def look(visit: Visit) -> Finding:
    """The first message that was answered with a fault, or in plain HTTP, says what is wrong."""
    for each in visit.exchanges:
        if each.outcome == "http" and each.code != "401":
            return problem(
                f"{each.http_request.start} was answered {each.http_reply.start}: "
                f"{each.http_reply.body}",
                "Send a SOAP 1.1 envelope by POST, Content-Type text/xml.",
            )
        if each.outcome == "fault":
            return problem(
                f"{_asked(each)} was answered with a Fault: {_told(each)}", _change(each)
            )
    good = sum(each.operation is not None for each in visit.exchanges)
    if not good:
        return not_reached("no message came")
    return ok(f"{good} messages, all valid against the contract")


def _asked(exchange: Exchange) -> str:
    return exchange.operation or "a message"


def _told(exchange: Exchange) -> str:
    if not exchange.findings:
        return exchange.code
    finding = exchange.findings[-1]
    place = f" (line {finding.line}, {finding.path})" if finding.path else ""
    return f"{finding.text}{place}"


def _change(exchange: Exchange) -> str:
    expected = exchange.findings[-1].expected if exchange.findings else ""
    if expected:
        return f"Send {expected}; nps wsdl prints the contract."
    return "Make the message by the contract; nps wsdl prints it."
