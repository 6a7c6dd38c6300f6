"""What a request looked like on the wire: its headers, and its envelope as a tree."""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Final

from lxml import etree

from nps_conformance.evidence.model import Evidence
from nps_simulator.journal.entries import Exchange, Http
from nps_simulator.journal.masking import MASK
from nps_simulator.messages.catalogue import OPERATIONS

_DECLARATION: Final = re.compile(r"^\ufeff?\s*<\?xml\s[^>]*\?>")
_START: Final = len("\ufeff<?")


def values(http: Http, name: str) -> tuple[str, ...]:
    """The values of a header, in any case of its name, in the order they came."""
    wanted = name.lower()
    return tuple(value for each, value in http.headers if each.lower() == wanted)


def with_head(evidence: Evidence) -> Iterator[Exchange]:
    """The requests whose head was kept; a record from elsewhere may have left heads out."""
    return (each for each in evidence.exchanges if each.http_request.headers)


def envelopes(evidence: Evidence) -> Iterator[Exchange]:
    """The requests whose envelope could be read: those with an operation."""
    return (each for each in evidence.exchanges if each.operation in OPERATIONS)


def orders_of(exchange: Exchange) -> str:
    """The works order that a request names, empty when it names none or could not be read."""
    return str((exchange.request or {}).get("works_order_number") or "")


def content(http: Http) -> bytes:
    """A body as bytes that say nothing wrong about their encoding, without its XML declaration;
    lines count as they did. Where a secret was masked, the mask is text.
    """
    if http.body_base64:
        return b64decode(http.body_base64)
    text = http.body
    declaration = _DECLARATION.match(text)
    if declaration is not None:
        text = "\n" * declaration[0].count("\n") + text[declaration.end() :]
    return text.replace(MASK, "masked").encode()


def mentions(http: Http, *words: str) -> bool:
    """Whether a body may hold one of the words, behind the first sign of a declaration; so that few
    bodies have to be parsed. One that is not UTF-8 may hold anything.
    """
    return bool(http.body_base64) or any(http.body.find(each, _START) >= 0 for each in words)


def tree(http: Http) -> etree._Element | None:
    """The root of a body, None when it cannot be parsed. Comments and the like are kept."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content(http), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def path_of(element: etree._Element) -> str:
    """Where an element is: local names, with positions where there are several of a name."""
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
