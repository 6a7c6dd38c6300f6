"""The line to the landlord: one zeep client over one connection.

`Line.call` gives a definite answer (success or refusal) or raises `Unclear` (nobody knows whether
the landlord did it) or `ShutOut` (the credentials were not accepted).
"""

from collections.abc import Mapping
from typing import Any

import msgspec
import requests
import zeep
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from zeep.exceptions import Fault, TransportError
from zeep.helpers import serialize_object
from zeep.transports import Transport
from zeep.wsse.username import UsernameToken

from nps_conformance.contractors.reference.tolerance import PassesOver

PATIENCE = 20  # seconds for one call
UNAUTHORISED = 401


class Unclear(Exception):  # noqa: N818 - it is no error of ours: the reply did not come or make sense
    """No usable reply: the landlord may or may not have done it."""


class ShutOut(Exception):  # noqa: N818 - likewise
    """The credentials were not accepted: do not go on calling."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A definite answer. `code` is the code of the first error of a refusal, else empty."""

    success: bool
    code: str
    messages: tuple[str, ...]
    content: dict[str, Any]


class Line:
    """Calls the landlord's operations by name with plain values."""

    def __init__(
        self, *, endpoint: str, wsdl: str, username: str, password: str, token: bool = False
    ) -> None:
        session = requests.Session()
        session.trust_env = False  # no proxies, no certificates from the environment
        session.hooks["response"].append(_only_xml)
        session.mount("http://", HTTPAdapter(max_retries=0))
        session.mount("https://", HTTPAdapter(max_retries=0))
        if not token:
            session.auth = HTTPBasicAuth(username, password)
        passes_over = PassesOver()
        client = zeep.Client(
            wsdl,
            plugins=[passes_over],
            transport=Transport(session=session, timeout=PATIENCE, operation_timeout=PATIENCE),
            wsse=UsernameToken(username, password) if token else None,
            settings=zeep.Settings(strict=True, xml_huge_tree=False),
        )
        passes_over.types = client.wsdl.types
        service = next(iter(client.wsdl.services.values()))
        binding = next(iter(service.ports.values())).binding.name.text
        self.session = session
        self.endpoint = endpoint
        self.welcome = False  # whether the credentials were ever accepted
        self._service = client.create_service(binding, endpoint)

    def call(self, operation: str, request: Mapping[str, Any]) -> Answer:
        """Send one request; raises Unclear or ShutOut."""
        try:
            reply = getattr(self._service, operation)(**request)
            self.welcome = True
            content = plain(serialize_object(reply, dict))
            return _answer(content, request)
        except (ShutOut, Unclear):
            raise
        except TransportError as error:
            raise Unclear(f"{operation}: HTTP {error.status_code}") from error
        except Fault as error:
            if "FailedAuthentication" in str(error.code):
                raise ShutOut(f"{operation}: {error.message}") from error
            raise Unclear(f"{operation}: SOAP Fault {error.code}: {error.message}") from error
        except Exception as error:  # whatever a broken reply does to the parser
            raise Unclear(f"{operation}: {type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Close the connection."""
        self.session.close()


def _only_xml(reply: requests.Response, **_: object) -> None:
    """SOAP 1.1 comes as text/xml; a success of another type is somebody else's page. A refusal of
    the credentials comes as whatever a gateway likes.
    """
    if reply.status_code == UNAUTHORISED:
        raise ShutOut("the landlord did not accept the credentials")
    kind = reply.headers.get("Content-Type", "")
    if reply.ok and kind.partition(";")[0].strip().lower() != "text/xml":
        raise Unclear(f"the reply is of type {kind!r}, not text/xml")


def fetched(address: str) -> bytes:
    """The contract, as it is served."""
    session = requests.Session()
    session.trust_env = False
    reply = session.get(address, timeout=PATIENCE)
    reply.raise_for_status()
    return reply.content


def plain(value: Any) -> Any:  # noqa: ANN401 - zeep's values are of any kind
    """Values without list wrappers and absent elements: `{"Lines": {"Line": [..]}}` becomes
    `{"Lines": [..]}`.
    """
    if isinstance(value, dict):
        present = {name: plain(item) for name, item in value.items() if item is not None}
        only = next(iter(present.values())) if len(present) == 1 else None
        return only if isinstance(only, list) else present
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def _answer(content: Any, request: Mapping[str, Any]) -> Answer:  # noqa: ANN401 - as it came
    status = content["ActionStatus"]
    messages = [message for message in status.get("Messages", ()) if isinstance(message, dict)]
    success = status["SuccessFlag"] == "Y"
    if success:
        _about_the_same(content, request)
    errors = [message["Code"] for message in messages if message["Severity"] == "E"]
    return Answer(
        success=success,
        code=errors[0] if errors and not success else "",
        messages=tuple(f"{message['Code']}: {message['Text']}" for message in messages),
        content=content,
    )


def _about_the_same(content: Mapping[str, Any], request: Mapping[str, Any]) -> None:
    """A reply that names another order, appointment or invoice is not the reply to this call."""
    content = content.get("WorksOrder", content)
    for name in ("WorksOrderNumber", "AppointmentReference", "SupplierInvoiceReference"):
        if name in request and name in content and request[name] != content[name]:
            raise Unclear(f"the reply names {content[name]}, the request named {request[name]}")
