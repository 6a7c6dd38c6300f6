"""Replies as a later edition of the landlord's system writes them: the same meaning, other bytes.

Elements and codes that nobody knows yet, other prefixes, another encoding: what a contract that
grows brings along. Each takes a whole reply and gives it back rewritten. They are faults of a
scenario, never on by default; what the contract leaves open today is `variation.py`'s business.
"""

from collections.abc import Mapping
from typing import Any, Final

from lxml import etree

from nps_wsdl.contract import load_contract

_ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_PREFIXES: Final = ("lv2.env", "_2")  # legal, and seldom seen
UNKNOWN: Final = "LaterAddition"


def with_unknown_elements(body: bytes, settings: Mapping[str, Any]) -> bytes:
    """Ends every part of the reply with an optional element that is not in the contract; `name` and
    `text` say which. Lists keep to their items.
    """
    root = etree.fromstring(body)
    name, text = str(settings.get("name", UNKNOWN)), str(settings.get("text", "later"))
    for part in list(root.iter(f"{{{load_contract().namespace}}}*")):
        if any(len(child) == 0 for child in part):
            added = etree.SubElement(part, f"{{{load_contract().namespace}}}{name}")
            added.text = text
    return _written(root)


def with_new_code(body: bytes, settings: Mapping[str, Any]) -> bytes:
    """Writes a code that is in no published list yet (`code`) in place of what an element says."""
    root = etree.fromstring(body)
    element, code = str(settings.get("element", "ChangeType")), str(settings.get("code", "XNEW"))
    for found in root.iter(f"{{{load_contract().namespace}}}{element}"):
        found.text = code
    return _written(root)


def with_other_prefixes(body: bytes, _settings: Mapping[str, Any]) -> bytes:
    """Writes the same document with prefixes of another kind, and single declarations repeated."""
    root = etree.fromstring(body)
    envelope, ours = _PREFIXES
    names = {envelope: _ENVELOPE, ours: load_contract().namespace}
    again = etree.Element(root.tag, nsmap=names)
    _copy(root, again)
    return _written(again)


def in_utf_16(body: bytes, _settings: Mapping[str, Any]) -> bytes:
    """Writes the reply in UTF-16 with its mark, the other encoding that every reader of SOAP has to
    take (WS-I Basic Profile 1.1 R1012, R4003).
    """
    return etree.tostring(etree.fromstring(body), encoding="UTF-16", xml_declaration=True)


def _copy(old: etree._Element, new: etree._Element) -> None:
    new.text = old.text
    for child in old:
        if not isinstance(child.tag, str):
            continue  # a comment means nothing
        copy = etree.SubElement(new, child.tag, dict(child.attrib))
        _copy(child, copy)
        copy.tail = child.tail


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
