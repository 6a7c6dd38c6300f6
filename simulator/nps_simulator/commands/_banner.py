"""What `nps serve` prints when it is up: addresses, credentials, and a call to try."""

import shlex
from pathlib import Path
from xml.sax.saxutils import escape

from nps_scenarios.profile import Credentials
from nps_simulator.endpoints.soap.codec import SOAP_NAMESPACE, Codec
from nps_simulator.endpoints.soap.envelope import WSSE
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.sandbox.definition import Account, Chances
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.server.listener import Listener
from nps_wsdl.contract import load_contract

_OPERATION = "RequestWorksOrders"
_SCHEMES = {
    Credentials.BASIC: "HTTP Basic",
    Credentials.USERNAME_TOKEN: "WS-Security UsernameToken",
    Credentials.EITHER: "HTTP Basic or WS-Security UsernameToken",
}


def banner(sandbox: Sandbox, listener: Listener, control_url: str, certificate: Path | None) -> str:
    """Return the lines for the terminal. `certificate` is what a client has to trust, if any."""
    scheme = sandbox.profile.credentials
    accounts = [each for each in sandbox.definition.contractors if each.password is not None]
    policy = (
        f"scenario {sandbox.scenario.id}, profile {sandbox.profile.name}, {sandbox.mode}, "
        f"seed {sandbox.seed}"
    )
    whims = sandbox.definition.whims
    lines = [
        f"Landlord    {sandbox.scenario.title} ({policy})",
        *([f"Deeds       {chances(whims)}"] if whims is not None else []),
        f"Endpoint    {listener.endpoint(sandbox.name)}",
        f"WSDL        {listener.wsdl(sandbox.name)}",
        f"Control     {control_url}/docs",
        *(f"Contractor  {each.name} / {each.password}  ({_SCHEMES[scheme]})" for each in accounts),
        *([f"Trust       {certificate}"] if certificate is not None else []),
        "",
        "A first call, asking for works orders:",
        f"  {curl_line(listener.endpoint(sandbox.name), accounts[0], scheme, certificate)}",
        "",
        "Ctrl-C stops it.",
    ]
    return "\n".join(lines)


def chances(whims: Chances) -> str:
    """What a landlord who acts by chance will do, in one line."""
    return (
        f"by chance, the same for the same seed and client: {whims.orders} orders, "
        f"{whims.at_a_time} at a time; a deed on {whims.rate:.0%} of the polls, a fault on "
        f"{whims.faults:.0%}"
    )


def curl_line(
    endpoint: str, account: Account, scheme: Credentials, certificate: Path | None
) -> str:
    """Return a command for a POSIX shell that polls once."""
    contract = load_contract()
    body = Codec(contract).encode_request(RequestWorksOrders()).decode().partition("\n")[2]
    words = ["curl", "-sS"]
    if certificate is not None:
        words += ["--cacert", str(certificate)]
    if scheme is Credentials.USERNAME_TOKEN:
        body = _with_token(body, account)
    else:
        words += ["-u", f"{account.name}:{account.password}"]
    words += ["-H", "Content-Type: text/xml; charset=utf-8"]
    words += ["-H", f'SOAPAction: "{contract.operations[_OPERATION].soap_action}"']
    words += ["--data-binary", body, endpoint]
    return shlex.join(words)


def _with_token(envelope: str, account: Account) -> str:
    prefix = envelope[1:].partition(":")[0]
    start = f'<{prefix}:Envelope xmlns:{prefix}="{SOAP_NAMESPACE}">'
    header = (
        f'<{prefix}:Header><Security xmlns="{WSSE}"><UsernameToken>'
        f"<Username>{escape(account.name)}</Username>"
        f"<Password>{escape(account.password or '')}</Password>"
        f"</UsernameToken></Security></{prefix}:Header>"
    )
    return envelope.replace(start, start + header, 1)
