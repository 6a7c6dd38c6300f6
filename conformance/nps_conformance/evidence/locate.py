"""Finds the place in a message that a violation is about: an XPath and a line."""

import re
from base64 import b64decode
from typing import Final

from lxml import etree

from nps_simulator.journal.entries import Exchange

_DECLARATION: Final = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")


def locate(exchange: Exchange, element: str, nth: int = 0) -> tuple[str, int]:
    """XPath (local names, positions where there are several) and line of the `nth` element of that
    local name in the request's body; ("", 0) when it is not there or the body cannot be read.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(_body(exchange), parser)
    except (etree.XMLSyntaxError, ValueError):
        return "", 0
    found = list(root.iter("{*}" + element))
    if nth >= len(found):
        return "", 0
    return _path(found[nth]), found[nth].sourceline or 0


def _body(exchange: Exchange) -> bytes:
    """The body as bytes that say nothing wrong about their encoding."""
    if exchange.http_request.body_base64:
        return b64decode(exchange.http_request.body_base64)
    return _DECLARATION.sub(_only_lines, exchange.http_request.body).encode()


def _only_lines(declaration: re.Match[str]) -> str:
    return "\n" * declaration.group().count("\n")


def _path(element: etree._Element) -> str:
    steps: list[str] = []
    here: etree._Element | None = element
    while here is not None:
        name = etree.QName(here).localname
        parent = here.getparent()
        if parent is not None:
            twins = [each for each in parent if each.tag == here.tag]
            if len(twins) > 1:
                name = f"{name}[{twins.index(here) + 1}]"
        steps.append(name)
        here = parent
    return "/" + "/".join(reversed(steps))
