"""A line through zeep: a full SOAP stack builds each request and reads each reply, as real clients
do. Slow, so few users speak through it; it keeps the fast ones honest.
"""

from collections.abc import Callable
from dataclasses import is_dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final

import requests
import zeep
from lxml import etree
from requests.auth import HTTPBasicAuth
from zeep.exceptions import Fault, TransportError
from zeep.plugins import Plugin
from zeep.transports import Transport
from zeep.wsdl import Document
from zeep.wsse.username import UsernameToken

from nps_load.credentials import BASIC, DIGEST
from nps_load.record import MILLI
from nps_load.replies import OK, SERVER_ERROR, Replies, Reply, lost
from nps_load.targets import Login
from nps_simulator.clock import monotonic
from nps_simulator.endpoints.soap.shapes import members
from nps_wsdl.contract import FILE_NAME, ComplexType, load_contract

METHOD: Final = "ZEEP"


class _Last(Plugin):
    """Keeps the last reply as zeep read it."""

    body: bytes = b""

    def ingress(self, envelope: Any, http_headers: Any, operation: Any) -> tuple[Any, Any]:  # noqa: ANN401 - zeep's
        """Called by zeep with each parsed reply."""
        del operation
        self.body = etree.tostring(envelope)
        return envelope, http_headers


class ZeepLine:
    """One zeep client over one connection. `fire` is Locust's event of a request made."""

    def __init__(  # noqa: PLR0913 - all are named, and none has a sensible default
        self,
        *,
        url: str,
        login: Login,
        scheme: str,
        replies: Replies,
        fire: Callable[..., None],
        patience: float,
    ) -> None:
        session = requests.Session()
        session.trust_env = False  # no proxies, no netrc
        token = None
        if scheme == BASIC:
            session.auth = HTTPBasicAuth(login.username, login.password)
        else:
            token = UsernameToken(
                login.username, login.password, use_digest=scheme == DIGEST, zulu_timestamp=True
            )
        self._last = _Last()
        client = zeep.Client(
            contract_for_zeep(),
            transport=Transport(session=session, timeout=patience, operation_timeout=patience),
            plugins=[self._last],
            wsse=token,
        )
        service = next(iter(client.wsdl.services.values()))
        binding = next(iter(service.ports.values())).binding.name.text
        self._service = client.create_service(binding, url)
        self._replies = replies
        self._fire = fire

    def call(self, row: str, request: object) -> Reply:
        """Send a request through zeep."""
        name = type(request).__name__
        began = monotonic()
        try:
            getattr(self._service, name)(**_arguments(request))
            reply = self._replies.check(OK, self._last.body)
        except TransportError as error:
            reply = self._replies.check(error.status_code or SERVER_ERROR, error.content or b"")
        except Fault as error:
            reply = Reply(success=False, problem=f"fault: {error.code}", unclear=True)
        except (requests.RequestException, zeep.exceptions.Error) as error:
            reply = lost(error)
        self._fire(
            request_type=METHOD,
            name=row,
            response_time=(monotonic() - began) * MILLI,
            response_length=len(reply.body),
            context={},
            exception=None if reply.success else zeep.exceptions.Error(reply.problem),
        )
        return reply


@cache
def contract_for_zeep() -> Document:
    """The contract, compiled by zeep once for all lines of this process; that takes a while, so it
    is best asked for before the load begins.
    """
    with as_file(files("nps_wsdl") / FILE_NAME) as path:
        return Document(str(path), Transport())  # type: ignore[arg-type] # zeep's annotation is wrong


def _arguments(request: Any) -> dict[str, Any]:  # noqa: ANN401 - one of many classes
    described = load_contract().operations[type(request).__name__].request
    return _plain(request, described)


def _plain(value: Any, described: ComplexType) -> dict[str, Any]:  # noqa: ANN401 - likewise
    """A message as zeep takes it: by element names, lists in their wrappers."""
    found: dict[str, Any] = {}
    for member in members(type(value), described):
        given = getattr(value, member.attribute)
        if given is None:
            continue
        kind = member.field.type
        if isinstance(given, tuple):
            item = kind.item if isinstance(kind, ComplexType) else None
            if given and item is not None and isinstance(item.type, ComplexType):
                found[member.field.name] = {item.name: [_plain(one, item.type) for one in given]}
        elif is_dataclass(given) and isinstance(kind, ComplexType):
            found[member.field.name] = _plain(given, kind)
        else:
            found[member.field.name] = _simple(given)
    return found


def _simple(value: object) -> object:
    if isinstance(value, bool):
        return "Y" if value else "N"
    return str(value) if isinstance(value, Decimal) else value
