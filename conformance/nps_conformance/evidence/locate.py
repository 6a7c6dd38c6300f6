"""Finds the place in a message that a violation is about: an XPath and a line."""

from nps_conformance.evidence.wire import path_of, tree
from nps_simulator.journal.entries import Exchange


def locate(exchange: Exchange, element: str, nth: int = 0) -> tuple[str, int]:
    """XPath (local names, positions where there are several) and line of the `nth` element of that
    local name in the request's body; ("", 0) when it is not there or the body cannot be read.
    """
    root = tree(exchange.http_request)
    found = [] if root is None else list(root.iter("{*}" + element))
    if nth >= len(found):
        return "", 0
    return path_of(found[nth]), found[nth].sourceline or 0
