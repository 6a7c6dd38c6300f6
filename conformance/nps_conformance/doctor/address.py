"""A port can be taken, answers from this machine, and no proxy stands in between."""

from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from nps_conformance.doctor._check import Finding, ok, problem
from nps_conformance.doctor._visit import Visit

ORDER: Final = 4
NAME: Final = "address"
NEEDS: Final = ("contractor file",)
PROXIES: Final = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")


def look(visit: Visit) -> Finding:
    """Asked over the socket; then the contractor's environment is searched for proxies."""
    if visit.port_problem:
        return problem(visit.port_problem, "Allow programs to listen on 127.0.0.1.")
    if visit.around is None:
        return problem("no address was opened", "Please report this.")
    endpoint = visit.around.endpoint
    if visit.answer_problem:
        return problem(
            f"{endpoint} does not answer from this machine: {visit.answer_problem}",
            "See what filters loopback connections: a firewall, a container's network, a VPN.",
        )
    host = urlsplit(endpoint).hostname or ""
    environment = visit.environment
    proxy = next((name for name in PROXIES if environment.get(name)), None)
    if proxy is None or _direct(host, environment.get("no_proxy") or environment.get("NO_PROXY")):
        return ok(f"{endpoint} answers")
    # User name and password may stand in a proxy's address: only its host and port are shown.
    address = environment[proxy].rpartition("@")[2].rpartition("//")[2]
    named = f"{proxy} is set (to {address}), and no_proxy does not name {host}"
    if visit.arrived:
        return ok(f"{endpoint} answers; {named}, but your program came through")
    return problem(
        f"{named}: a program that heeds it never reaches this machine",
        "Set no_proxy to 127.0.0.1,localhost, for instance in driver.env (and NO_PROXY).",
    )


def _direct(host: str, exceptions: str | None) -> bool:
    """Whether a list of exceptions names a host, as an address, a network or a name."""
    for word in (exceptions or "").split(","):
        entry = word.strip()
        if entry in {"*", host}:
            return True
        try:
            if ip_address(host) in ip_network(entry, strict=False):
                return True
        except ValueError:
            continue
    return False
