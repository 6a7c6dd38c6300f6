"""The spyne twin: the same operations over the same `Sandbox.call`, published by another library.

A second implementation of the wire, to hold the first one against (tests) and to measure it by
(`load/benchmarks`). It is code-first: spyne classes are made from the message classes, paired with
the contract for the names of list items; parsing, validation, dispatch, writing and the WSDL are
spyne's own. `twin` puts it on HTTP.

This is the only module that imports spyne (extra `[spyne]`). spyne 2.14 carries an old copy of
`six` that Python 3.12 cannot import from, so the real one stands in; on Python 3.13 it also wants
the package `legacy-cgi`. Its finder is taken off `sys.meta_path` again: on 3.11 it makes every
later failing import of the process warn.
"""

import io
import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from typing import Any, Final

from nps_simulator.endpoints.soap.shapes import Member, members
from nps_simulator.endpoints.soap.values import LONDON
from nps_simulator.messages.catalogue import OPERATIONS, OperationMessages
from nps_simulator.sandbox.sandbox import Called, Sandbox, SandboxClosed
from nps_wsdl.contract import ComplexType, Contract, Operation, SimpleType

for _name in ("", ".collections_abc", ".http_cookies", ".urllib", ".urllib.parse"):
    sys.modules[f"spyne.util.six.moves{_name}"] = import_module(f"six.moves{_name}")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # invalid escapes and the finder named above; nothing of ours
    from spyne import Application, ComplexModel, Fault, Integer32, Service, Unicode, rpc
    from spyne import Date as SpyneDate
    from spyne import DateTime as SpyneDateTime
    from spyne import Decimal as SpyneDecimal
    from spyne.interface.wsdl import Wsdl11
    from spyne.protocol.soap import Soap11
    from spyne.server.wsgi import WsgiApplication
sys.meta_path[:] = [f for f in sys.meta_path if type(f).__module__ != "spyne.util.six"]
# It logs a traceback for every Fault that a handler raises.
logging.getLogger("spyne").setLevel(logging.CRITICAL)

TURN: Final = "nps.turn"  # where the WSGI environment carries the Turn
_PRIMITIVES: Final[Mapping[type, Any]] = {
    str: Unicode,
    int: Integer32,
    Decimal: SpyneDecimal,
    datetime: SpyneDateTime,
    date: SpyneDate,
}


@dataclass(slots=True, kw_only=True)
class Turn:
    """One exchange on its way through spyne; the handler fills in what came of it."""

    sandbox: Sandbox
    contractor: str
    request: Any = None
    called: Called | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A spyne class made from a message class, its fields, and the spyne types of these."""

    model: Any
    paired: tuple[Member, ...]
    types: tuple[Any, ...]


class _Types:
    """Makes spyne classes from message classes, one for each, and moves values across."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self._made: dict[type[Any], _Made] = {}

    def field(self, member: Member) -> Any:  # noqa: ANN401 - spyne has no types
        """Return the spyne type of one field, told whether it may be left out."""
        made = self._value(member)
        return made.customize(min_occurs=0 if member.field.optional else 1, nillable=False)

    def model(self, message: type[Any], described: ComplexType) -> Any:  # noqa: ANN401 - as above
        """Return the spyne class of a message class."""
        if message not in self._made:
            paired = members(message, described)
            types = tuple(self.field(member) for member in paired)
            fields = [(member.field.name, made) for member, made in zip(paired, types, strict=True)]
            model = ComplexModel.produce(self._namespace, described.name, fields)
            self._made[message] = _Made(model=model, paired=paired, types=types)
        return self._made[message].model

    def _value(self, member: Member) -> Any:  # noqa: ANN401 - as above
        described = member.field.type
        if isinstance(described, SimpleType):
            if described.values:
                return Unicode.customize(values=list(described.values))
            return _PRIMITIVES[member.python]
        if described.item is None:
            return self.model(member.python, described)
        if not isinstance(described.item.type, ComplexType):
            raise NotImplementedError(f"{described.name} lists plain values; that is not our style")
        item = self.model(member.python, described.item.type)
        repeated = item.customize(min_occurs=0, max_occurs="unbounded", nillable=False)
        fields = [(described.item.name, repeated)]
        return ComplexModel.produce(self._namespace, described.name, fields)

    def outwards(self, value: object) -> Any:  # noqa: ANN401 - as above
        """Turn a message value into the spyne instance that writes it."""
        made = self._made[type(value)]
        out = {}
        for member, kind in zip(made.paired, made.types, strict=True):
            content, described = getattr(value, member.attribute), member.field.type
            if isinstance(described, ComplexType) and described.item is not None:
                if content or not member.field.optional:
                    kept = [self.outwards(one) for one in content]
                    out[member.field.name] = kind(**{described.item.name: kept})
            elif isinstance(content, bool):
                out[member.field.name] = "Y" if content else "N"
            elif isinstance(described, SimpleType):
                out[member.field.name] = content
            elif content is not None:
                out[member.field.name] = self.outwards(content)
        return made.model(**out)

    def inwards(self, member: Member, came: Any) -> Any:  # noqa: ANN401 - as above
        """Turn what spyne has read of one field into the value of the message class."""
        described = member.field.type
        if isinstance(described, ComplexType) and described.item is not None:
            items = getattr(came, described.item.name, None) or ()
            return tuple(self._message(member.python, one) for one in items)
        if came is None:
            return None
        if isinstance(described, ComplexType):
            return self._message(member.python, came)
        if member.python is bool:
            return came == "Y"
        if isinstance(came, datetime) and came.tzinfo is not None:
            return came.astimezone(LONDON).replace(tzinfo=None, fold=0)
        return member.python(came) if described.values else came

    def _message(self, message: type[Any], came: Any) -> Any:  # noqa: ANN401 - as above
        values = {
            member.attribute: self.inwards(member, getattr(came, member.field.name, None))
            for member in self._made[message].paired
        }
        return message(**values)


def _method(types: _Types, operation: Operation, messages: OperationMessages) -> Any:  # noqa: ANN401 - spyne's own kind of thing
    """Publish one operation: its fields are the arguments, its reply the one `Result`."""
    paired = members(messages.request, operation.request)
    result = types.model(messages.reply, operation.result)

    def handle(context: Any, *came: Any) -> Any:  # noqa: ANN401 - as above
        turn: Turn = context.transport.req_env[TURN]
        values = {
            member.attribute: types.inwards(member, value)
            for member, value in zip(paired, came, strict=True)
        }
        turn.request = messages.request(**values)
        try:
            turn.called = turn.sandbox.call(turn.contractor, turn.request)
        except SandboxClosed as closed:
            raise Fault("Server", "this sandbox is closed") from closed
        return types.outwards(turn.called.reply)

    handle.__name__ = operation.name
    publish: Callable[[Any], Any] = rpc(
        *(types.field(member) for member in paired),
        _args=[member.field.name for member in paired],
        _returns=result.customize(min_occurs=1, nillable=False),
        _out_variable_name="Result",
    )
    return publish(handle)


class SpyneEngine:
    """Every operation of a contract, published by spyne. One thread at a time: spyne shares one
    schema validator among threads and then mixes up their messages.
    """

    def __init__(self, contract: Contract) -> None:
        types = _Types(contract.namespace)
        methods = {
            name: _method(types, operation, OPERATIONS[name])
            for name, operation in contract.operations.items()
        }
        self._application = Application(
            [type("ContractorInterface", (Service,), methods)],
            tns=contract.namespace,
            name=contract.service,
            in_protocol=Soap11(validator="lxml"),
            out_protocol=Soap11(),
        )
        self._wsgi = WsgiApplication(self._application)

    def wsdl(self, address: str) -> bytes:
        """Return spyne's own description of the operations at that address."""
        described = Wsdl11(self._application.interface)
        described.build_interface_document(address)
        return bytes(described.get_interface_document())

    def answer(self, turn: Turn, content_type: str, body: bytes) -> tuple[int, bytes]:
        """Answer one SOAP request: HTTP status and body. `turn` holds what came of it."""
        told: list[str] = []

        def start_response(status: str, _headers: object, _error: object = None) -> None:
            told.append(status)

        parts: Iterable[bytes] = self._wsgi(
            {
                "REQUEST_METHOD": "POST",
                "SCRIPT_NAME": "",
                "PATH_INFO": "/",
                "QUERY_STRING": "",
                "CONTENT_TYPE": content_type,
                "CONTENT_LENGTH": str(len(body)),
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "wsgi.url_scheme": "http",
                "wsgi.input": io.BytesIO(body),
                TURN: turn,
            },
            start_response,
        )
        whole = b"".join(parts)
        return int(told[0].split()[0]), whole
