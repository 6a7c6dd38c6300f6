"""The codec: typed messages to SOAP envelopes and back, compiled from the contract at start.

    codec = Codec(load_contract())
    request = codec.decode(body_child)          # lxml element, already valid against the schema
    reply_bytes = codec.encode("CancelWorksOrder", reply)

Nothing behind it knows XML, nothing in front of it knows a field. It reads and writes values only:
the envelope is parsed, the schema checked and faults are written elsewhere in this folder.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from lxml import etree

from nps_simulator.endpoints.soap.envelope import SOAP11 as SOAP_NAMESPACE
from nps_simulator.endpoints.soap.reading import CodecError, Reader, complex_reader, refuse
from nps_simulator.endpoints.soap.style import PLAIN, WireStyle
from nps_simulator.endpoints.soap.values import document_bytes
from nps_simulator.endpoints.soap.writing import Tags, break_before, compile_writer, tags
from nps_simulator.messages.catalogue import OPERATIONS, OperationMessages
from nps_wsdl.contract import ComplexType, Contract, Operation

__all__ = ["PLAIN", "SOAP_NAMESPACE", "Codec", "CodecError", "WireStyle"]

_RESULT: Final = "Result"
_Envelope = Callable[[Any], bytes]


class Codec:
    """Reads and writes every message of a contract.

    Raises `ShapeError` when made, if the contract and the message classes differ. Not tied to a
    sandbox; one for each process is enough.
    """

    def __init__(
        self, contract: Contract, messages: Mapping[str, OperationMessages] = OPERATIONS
    ) -> None:
        self._contract = contract
        self._messages = messages
        self._names = {item.request: name for name, item in messages.items()}
        self._requests: dict[str, Reader] = {}
        self._replies: dict[str, Reader] = {}
        self._operations: dict[str, str] = {}
        for name, operation in contract.operations.items():
            self._compile(name, operation)
        self._reply_writers: dict[tuple[str, WireStyle], _Envelope] = {}
        self._request_writers: dict[tuple[str, WireStyle], _Envelope] = {}
        self._plain = {name: self._reply_writer(name, PLAIN) for name in contract.operations}

    @property
    def operations(self) -> Mapping[str, str]:
        """The operation of each request, by the qualified tag of its body element."""
        return self._operations

    def decode(self, body_element: etree._Element) -> Any:  # noqa: ANN401 - one of many classes
        """Read a valid request, given the one child of the SOAP Body, into its message class.

        Raises `CodecError` for an unknown operation and for what a valid message can still hold
        that no value can (a date beyond the year 9999).
        """
        read = self._requests.get(str(body_element.tag))
        if read is None:
            raise refuse(body_element, str(body_element.tag), "an operation of the contract")
        return read(body_element)

    def decode_reply(self, body_element: etree._Element) -> Any:  # noqa: ANN401 - as above
        """Read a valid reply, given the one child of the SOAP Body, into its message class."""
        read = self._replies.get(str(body_element.tag))
        if read is None or len(body_element) == 0:
            raise refuse(body_element, str(body_element.tag), "a reply of the contract")
        return read(next(body_element.iterchildren(f"{{{self._contract.namespace}}}{_RESULT}")))

    def encode(self, operation: str, reply: object, style: WireStyle | None = None) -> bytes:
        """Write a reply as a whole SOAP envelope in UTF-8, with an XML declaration."""
        if style is None:
            return self._plain[operation](reply)
        write = self._reply_writers.get((operation, style))
        if write is None:
            write = self._reply_writer(operation, style)
        return write(reply)

    def encode_request(self, request: object, style: WireStyle | None = None) -> bytes:
        """Write a request as a whole SOAP envelope; the operation follows from its class."""
        key = (self._names[type(request)], style or PLAIN)
        write = self._request_writers.get(key)
        if write is None:
            operation = self._contract.operations[key[0]]
            around = tags(operation.name, key[1], 2, declared=self._contract.namespace)
            write_body = compile_writer(type(request), operation.request, around, key[1], 2)
            write = self._request_writers[key] = _envelope(write_body, key[1])
        return write(request)

    def _compile(self, name: str, operation: Operation) -> None:
        namespace = self._contract.namespace
        item = self._messages[name]
        tag = f"{{{namespace}}}{name}"
        self._operations[tag] = name
        self._requests[tag] = complex_reader(item.request, operation.request, namespace)
        self._replies[f"{{{namespace}}}{operation.reply_element}"] = complex_reader(
            item.reply, operation.result, namespace
        )

    def _reply_writer(self, name: str, style: WireStyle) -> _Envelope:
        operation = self._contract.operations[name]
        outer = tags(operation.reply_element, style, 2, declared=self._contract.namespace)
        inner = tags(_RESULT, style, 3)
        around = Tags(
            start=outer.start + inner.start,
            end=inner.end + outer.end_after_children,
            end_after_children=inner.end_after_children + outer.end_after_children,
        )
        described: ComplexType = operation.result
        write_body = compile_writer(self._messages[name].reply, described, around, style, 3)
        write = self._reply_writers[name, style] = _envelope(write_body, style)
        return write


def _envelope(write_body: Callable[[Any], str], style: WireStyle) -> _Envelope:
    prefix = f"{style.envelope_prefix}:" if style.envelope_prefix else ""
    declares = f"xmlns:{style.envelope_prefix}" if style.envelope_prefix else "xmlns"
    start = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{prefix}Envelope {declares}="{SOAP_NAMESPACE}">{break_before(style, 1)}<{prefix}Body>'
    )
    end = f"{break_before(style, 1)}</{prefix}Body>{break_before(style, 0)}</{prefix}Envelope>"

    def write(value: object) -> bytes:
        return document_bytes(f"{start}{write_body(value)}{end}")

    return write
