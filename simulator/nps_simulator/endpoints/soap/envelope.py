"""From bytes to the one child of the SOAP Body, by a parser that trusts nobody.

No DTD, no entity of one's own, no network, libxml2's limits on depth and size kept. What is checked
and why: SOAP 1.1 sections 3, 4 and 4.2.3, WS-I Basic Profile 1.1 R1011 (nothing after the Body),
R1008 (no DTD), R9981 (one child in the Body).
"""

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

from nps_simulator.endpoints.soap.charset import not_utf8, to_utf8
from nps_simulator.endpoints.soap.faults import (
    MUST_UNDERSTAND,
    VERSION_MISMATCH,
    FaultText,
    SoapFault,
)

SOAP11: Final = "http://schemas.xmlsoap.org/soap/envelope/"
WSSE: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
SECURITY: Final = f"{{{WSSE}}}Security"
MOST_LEVELS: Final = 256  # libxml2's own limit while huge_tree is off
_ENVELOPE: Final = f"{{{SOAP11}}}Envelope"
_HEADER: Final = f"{{{SOAP11}}}Header"
_BODY: Final = f"{{{SOAP11}}}Body"
_MUST: Final = f"{{{SOAP11}}}mustUnderstand"
_ACTOR: Final = f"{{{SOAP11}}}actor"
_NEXT: Final = "http://schemas.xmlsoap.org/soap/actor/next"
# The prolog: all that may stand before a document type. Atomic, so that it cannot backtrack.
_PROLOG: Final = re.compile(rb"\xef?\xbb?\xbf?(?>\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A well-formed SOAP 1.1 message: its header, if any, and the one child of its Body."""

    header: etree._Element | None
    child: etree._Element


class EnvelopeReader:
    """Reads envelopes with one parser, which is made once (it costs more than a parse)."""

    def __init__(self) -> None:
        """Make the parser."""
        self._parser = etree.XMLParser(
            encoding="utf-8",  # to_utf8 has seen to it, whatever the declaration says
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )

    def read(self, raw: bytes, charset: str | None) -> Envelope:
        """Return the parts. Raises SoapFault with where, what came and what was expected."""
        data = to_utf8(raw, charset)
        if b"<!DOCTYPE" in data:
            _refuse_document_type(data)
        try:
            root = etree.fromstring(data, self._parser)
        except etree.XMLSyntaxError as error:
            raise _not_xml(data, error) from None
        if root.tag != _ENVELOPE:
            raise _not_our_envelope(root)
        header: etree._Element | None = None
        body: etree._Element | None = None
        for part in root:
            if part.tag == _BODY and body is None:
                body = part
            elif part.tag == _HEADER and header is None and body is None:
                header = part
                _check_understood(part)
            else:
                raise _misplaced(part, after_body=body is not None)
        if body is None:
            raise _fault("ENVELOPE", "The Envelope has no Body", root, "soap:Body")
        return Envelope(header=header, child=_only_child(body))


def path_of(node: etree._Element) -> str:
    """Return where an element is, in local names, with an index where it has like siblings."""
    steps: list[str] = []
    at: etree._Element | None = node
    while at is not None:
        above = at.getparent()
        step = etree.QName(at).localname
        if above is not None:
            alike = [sibling for sibling in above if sibling.tag == at.tag]
            if len(alike) > 1:
                step += f"[{alike.index(at) + 1}]"
        steps.append(step)
        at = above
    return "/" + "/".join(reversed(steps))


def _fault(code: str, text: str, node: etree._Element, expected: str) -> SoapFault:
    return SoapFault(
        FaultText(
            code=code,
            text=f"{text}; expected {expected}.",
            path=path_of(node),
            line=node.sourceline or 0,
            expected=expected,
        )
    )


def _refuse_document_type(data: bytes) -> None:
    """Raise if a document type is really there, and not only spelt in a comment or CDATA."""
    match = _PROLOG.match(data)
    end = match.end() if match is not None else 0
    if data.startswith(b"<!DOCTYPE", end):
        raise SoapFault(
            FaultText(
                code="DTD",
                text="A SOAP message must not hold a document type (DTD) or entities of its own; "
                "send the Envelope alone.",
                line=data.count(b"\n", 0, end) + 1,
                expected="soap:Envelope",
            )
        )


def _not_xml(data: bytes, error: etree.XMLSyntaxError) -> SoapFault:
    wrong_bytes = not_utf8(data)
    if wrong_bytes is not None:
        return wrong_bytes
    line = error.lineno or 1
    reason = (error.msg or "it is empty").rstrip(".")
    if "xcessive depth" in reason or "Maximum depth" in reason:
        return SoapFault(
            FaultText(
                code="TOO-DEEP",
                text=f"Elements are nested more than {MOST_LEVELS} deep.",
                line=line,
                expected=f"at most {MOST_LEVELS} levels",
            )
        )
    if not data.strip():
        reason = "the body of the request is empty"
    return SoapFault(
        FaultText(
            code="NOT-XML",
            text=f"The request is not well-formed XML: {reason}.",
            line=line,
            expected="a SOAP 1.1 envelope in XML 1.0",
        )
    )


def _not_our_envelope(root: etree._Element) -> SoapFault:
    name = etree.QName(root)
    if name.localname != "Envelope":
        return _fault("ENVELOPE", f"The root is {name.localname}", root, "soap:Envelope")
    return SoapFault(
        FaultText(
            code="VERSION",
            text=f"The Envelope is of {name.namespace or 'no namespace'}; this is SOAP 1.1, send "
            f"the namespace {SOAP11}.",
            actor=VERSION_MISMATCH,
            path=path_of(root),
            line=root.sourceline or 0,
            expected=SOAP11,
        )
    )


def _misplaced(part: etree._Element, *, after_body: bool) -> SoapFault:
    where = "after the Body" if after_body else "in the Envelope"
    text = f"{etree.QName(part).localname} may not stand {where}"
    return _fault("ENVELOPE", text, part, "an optional soap:Header, then one soap:Body")


def _check_understood(header: etree._Element) -> None:
    for block in header:
        if block.get(_MUST, "0") not in {"1", "true"} or block.tag == SECURITY:
            continue
        if block.get(_ACTOR, _NEXT) not in {_NEXT, ""}:
            continue  # for somebody else on the way
        raise SoapFault(
            FaultText(
                code="MUST-UNDERSTAND",
                text=f"The header {block.tag!s} must be understood, and is not known here; leave "
                "it out or set mustUnderstand to 0.",
                actor=MUST_UNDERSTAND,
                path=path_of(block),
                line=block.sourceline or 0,
                expected="no header, or wsse:Security",
            )
        )


def _only_child(body: etree._Element) -> etree._Element:
    if len(body) != 1:
        came = "The Body is empty" if len(body) == 0 else f"The Body has {len(body)} children"
        at = body if len(body) == 0 else body[1]
        raise _fault("BODY", came, at, "exactly one child, the request")
    child = body[0]
    if (body.text or "").strip() or (child.tail or "").strip():
        raise _fault("BODY", "The Body has text beside its child", body, "one child and no text")
    return child
