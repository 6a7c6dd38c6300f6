"""What a POST asks for, and who asks: from its head and bytes to a typed request.

Pollers send the same bytes again and again. A request that only asks, one without an
ExternalReference, is remembered by its bytes and not parsed, validated and read again, as long as
nothing stands in its SOAP header. Who sends it is looked at each time.
"""

from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from nps_scenarios.profile import Credentials
from nps_simulator.clock import machine_now
from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.endpoints.soap.envelope import EnvelopeReader
from nps_simulator.endpoints.soap.head import Head
from nps_simulator.endpoints.soap.misdeeds import CHALLENGE
from nps_simulator.endpoints.soap.not_understood import unknown
from nps_simulator.endpoints.soap.security import contractor_of
from nps_simulator.endpoints.soap.validation import Validator
from nps_simulator.endpoints.transport import Wire
from nps_simulator.journal.entries import Finding, Http
from nps_simulator.sandbox.sandbox import Sandbox
from nps_wsdl.contract import Contract, schema_bytes

REMEMBERED: Final = 1024
LONGEST: Final = 4096  # bytes of a request that is worth remembering
XML_TYPE: Final = "text/xml"
SOAP12_TYPE: Final = "application/soap+xml"


@dataclass(slots=True, kw_only=True)
class Asked:
    """One exchange while it is under way; filled in as far as the request can be understood."""

    sandbox: Sandbox
    wire: Wire
    raw: bytes
    http: Http
    head: Head
    operation: str | None = None
    contractor: str | None = None
    request: Any = None  # one of the request classes of `messages`
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """A request that was read before; `header` is None, or empty."""

    operation: str
    request: Any
    header: etree._Element | None


class HttpRefused(Exception):  # noqa: N818 - named like what it is answered with
    """The request gets an answer in plain HTTP; `headers` are ready lines."""

    def __init__(self, status: int, text: str, headers: bytes) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.headers = headers


class Understanding:
    """Reads the requests of all sandboxes of a process. Single-threaded."""

    def __init__(self, contract: Contract, codec: Codec) -> None:
        """Compile the schema."""
        self._actions = {name: each.soap_action for name, each in contract.operations.items()}
        self._codec = codec
        self._operations = codec.operations
        self._validator = Validator(schema_bytes())
        self._reader = EnvelopeReader()
        self._known: dict[tuple[str | None, bytes], _Known] = {}
        self.challenges: dict[str, int] = {}  # 401 answers, by sandbox

    def understand(self, asked: Asked) -> None:
        """Fill in what is asked and by whom. Raises SoapFault, CodecError and HttpRefused."""
        head = asked.head
        if head.media_type not in {XML_TYPE, SOAP12_TYPE}:
            text = f"Content-Type is {head.media_type or 'absent'}; SOAP 1.1 is text/xml."
            raise HttpRefused(415, text, b"Accept: text/xml\r\n")
        if head.encoding not in {"", "identity"}:
            text = f"Content-Encoding is {head.encoding}; send the body as it is (identity)."
            raise HttpRefused(415, text, b"Accept-Encoding: identity\r\n")
        scheme = asked.sandbox.profile.credentials
        early = scheme is Credentials.BASIC or (
            scheme is Credentials.EITHER and head.basic is not None
        )
        if early:
            self._authenticate(asked, None)
        known = self._known.get((head.charset, asked.raw))
        if known is None or head.media_type != XML_TYPE:
            self._read(asked, early=early)
            return
        asked.operation = known.operation
        self._check_action(asked, known.operation)
        if not early:
            self._authenticate(asked, known.header)
        asked.request = known.request

    def _read(self, asked: Asked, *, early: bool) -> None:
        """The same of bytes that are not known."""
        head = asked.head
        envelope = self._reader.read(asked.raw, head.charset)
        if head.media_type == SOAP12_TYPE:
            text = f"Content-Type is {SOAP12_TYPE} over a SOAP 1.1 envelope; send text/xml."
            raise HttpRefused(415, text, b"Accept: text/xml\r\n")
        child = envelope.child
        operation = asked.operation = self._operations.get(str(child.tag))
        if operation is None:
            raise unknown(child, list(self._actions))
        self._check_action(asked, operation)
        if not early:
            self._authenticate(asked, envelope.header)
        self._validator.check(child, len(asked.raw))
        request = asked.request = self._codec.decode(child)
        self._remember(head.charset, asked.raw, _Known(operation, request, envelope.header))

    def _remember(self, charset: str | None, raw: bytes, known: _Known) -> None:
        if len(raw) > LONGEST or hasattr(known.request, "external_reference"):
            return
        if known.header is not None and len(known.header):
            return
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[charset, raw] = known

    def _check_action(self, asked: Asked, operation: str) -> None:
        head, action = asked.head, self._actions[operation]
        if head.soap_action != action or not head.quoted:
            asked.findings = head.findings(operation, action)

    def _authenticate(self, asked: Asked, header: etree._Element | None) -> None:
        """Fill in the contractor. Raises HttpRefused (401) and SoapFault."""
        sandbox, basic = asked.sandbox, asked.head.basic
        scheme = sandbox.profile.credentials
        asked.contractor = contractor_of(sandbox, scheme, basic, header, machine_now)
        if asked.contractor is None:
            self.challenges[sandbox.name] = self.challenges.get(sandbox.name, 0) + 1
            came = "These are not the credentials" if basic else "There are no credentials"
            text = f"{came} of a contractor of this landlord; send them by HTTP Basic."
            raise HttpRefused(401, text, CHALLENGE)
