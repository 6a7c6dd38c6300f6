"""The faults a scenario may inject into an exchange: what goes out, and what the journal says.

Half of them happen before the landlord's side, so that nothing has happened there; the others after
the commit, so that only the contractor does not know. To add a kind: one entry in `BEFORE` or
`AFTER`, and its name in the sandbox's list.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from nps_simulator.endpoints.soap.evolution import (
    in_utf_16,
    with_new_code,
    with_other_prefixes,
    with_unknown_elements,
)
from nps_simulator.endpoints.soap.faults import SERVER, FaultText, render_fault
from nps_simulator.endpoints.soap.odd_faults import odd_fault
from nps_simulator.endpoints.transport import PLAIN_TEXT, Wire
from nps_simulator.journal.entries import Delivery, Http
from nps_simulator.sandbox.faults import InjectedFault

XML: Final = b"Content-Type: text/xml; charset=utf-8\r\n"
CHALLENGE: Final = b'WWW-Authenticate: Basic realm="NPS contractor interface"\r\n'
HTML: Final = b"Content-Type: text/html; charset=utf-8\r\n"
XML_16: Final = b"Content-Type: text/xml; charset=utf-16\r\n"
# What a proxy in front of a dead server says; the words are ours.
_PAGE: Final = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n"
_GARBAGE: Final = b"\x00\x01<soap:Envelope \xff\xfe not XML at all <<<"
NOTHING: Final = Http(start="", headers=[])
_STARTS: Final = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
_TYPES: Final = {
    line: ("Content-Type", line.decode().removeprefix("Content-Type: ").rstrip())
    for line in (XML, XML_16, HTML, PLAIN_TEXT)
}
DELAY_SECONDS: Final = 2.0
DRIBBLE_PIECES: Final = 10
DRIBBLE_PAUSE: Final = 0.05  # seconds

Play = Callable[[Wire], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misdeed:
    """One fault, ready to be played: what the journal will say, and what to do with the wire."""

    delivery: str
    shown: Http
    play: Play
    outcome: str = "http"  # of one that happens before the landlord's side
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The right answer, and the one before it of the same operation (empty if there is none)."""

    body: bytes
    stale: bytes = b""


def shown(status: int, content_type: bytes, body: bytes) -> Http:
    """Return an answer of ours as the journal keeps it."""
    try:
        text = body.decode("utf-16" if content_type == XML_16 else "utf-8")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    return Http(
        start=_STARTS[status],
        headers=[_TYPES[content_type], ("Content-Length", str(len(body)))],
        body=text,
    )


def _number(settings: Mapping[str, Any], name: str, default: float) -> float:
    value = settings.get(name, default)
    return float(value) if isinstance(value, int | float) else default


def _silent(delivery: str, seconds: float = 0.0) -> Misdeed:
    async def play(wire: Wire) -> None:
        await wire.drop(seconds)

    return Misdeed(delivery=delivery, shown=NOTHING, play=play)


def _sent(  # noqa: PLR0913 - they are all different
    status: int,
    content_type: bytes,
    body: bytes,
    *,
    delivery: str,
    outcome: str = "http",
    code: str = "",
) -> Misdeed:
    async def play(wire: Wire) -> None:
        await wire.answer(status, content_type, body)

    return Misdeed(
        delivery=delivery,
        shown=shown(status, content_type, body),
        play=play,
        outcome=outcome,
        code=code or str(status),
    )


def _lose_request(_fault: InjectedFault) -> Misdeed:
    return _silent(Delivery.REQUEST_LOST)


def _page(status: int) -> Callable[[InjectedFault], Misdeed]:
    title = f"{status} {HTTPStatus(status).phrase}"

    def make(_fault: InjectedFault) -> Misdeed:
        body = _PAGE.format(title).encode()
        return _sent(status, HTML, body, delivery=Delivery.REPLACED)

    return make


def _shut_out(_fault: InjectedFault) -> Misdeed:
    """Refuse the credentials, as if the account were locked; RFC 9110, 15.5.2: with a challenge."""
    body = _PAGE.format("401 Unauthorized").encode()

    async def play(wire: Wire) -> None:
        await wire.answer(401, CHALLENGE + HTML, body)

    told = shown(401, HTML, body)
    return Misdeed(delivery=Delivery.REPLACED, shown=told, play=play, code="401")


def _soap_fault(fault: InjectedFault) -> Misdeed:
    text = str(fault.settings.get("text", "The repairs system cannot answer now; try again later."))
    told = FaultText(code="UNAVAILABLE", text=text, actor=SERVER)
    status, body = 500, render_fault(told)
    if "form" in fault.settings:
        status, body = odd_fault(str(fault.settings["form"]), told.sentence)
    return _sent(
        status,
        XML,
        body,
        delivery=Delivery.REPLACED,
        outcome="fault",
        code=told.code,
    )


def _lose_reply(_fault: InjectedFault, _answer: Answer) -> Misdeed:
    return _silent(Delivery.REPLY_LOST)


def _delay(fault: InjectedFault, _answer: Answer) -> Misdeed:
    """Keep silent, then close: an answer at the last moment would race the client's time-out."""
    return _silent(Delivery.REPLY_LOST, _number(fault.settings, "seconds", DELAY_SECONDS))


def _reset(_fault: InjectedFault, _answer: Answer) -> Misdeed:
    async def play(wire: Wire) -> None:
        wire.reset()

    return Misdeed(delivery=Delivery.REPLY_LOST, shown=NOTHING, play=play)


def _truncate(_fault: InjectedFault, answer: Answer) -> Misdeed:
    sent = len(answer.body) // 2

    async def play(wire: Wire) -> None:
        await wire.truncate(200, XML, answer.body, sent)

    part = shown(200, XML, answer.body[:sent])
    headers = [part.headers[0], ("Content-Length", str(len(answer.body)))]
    return Misdeed(
        delivery=Delivery.REPLY_BROKEN,
        shown=Http(start=part.start, headers=headers, body=part.body),
        play=play,
    )


def _dribble(fault: InjectedFault, answer: Answer) -> Misdeed:
    pieces = max(1, int(_number(fault.settings, "pieces", DRIBBLE_PIECES)))
    seconds = _number(fault.settings, "seconds", DRIBBLE_PAUSE * pieces)
    pause = _number(fault.settings, "pause", seconds / pieces)

    async def play(wire: Wire) -> None:
        await wire.dribble(200, XML, answer.body, pieces, pause)

    return Misdeed(delivery=Delivery.DELIVERED, shown=shown(200, XML, answer.body), play=play)


def _wrong_type(_fault: InjectedFault, answer: Answer) -> Misdeed:
    return _sent(200, HTML, answer.body, delivery=Delivery.REPLY_BROKEN)


def _garbage(_fault: InjectedFault, _answer: Answer) -> Misdeed:
    return _sent(200, XML, _GARBAGE, delivery=Delivery.REPLY_BROKEN)


def _stale_reply(_fault: InjectedFault, answer: Answer) -> Misdeed:
    """Send the answer before this one; without one before, nothing."""
    if not answer.stale:
        return _silent(Delivery.REPLY_LOST)
    return _sent(200, XML, answer.stale, delivery=Delivery.REPLY_LOST)


def _rewritten(
    rewrite: Callable[[bytes, Mapping[str, Any]], bytes], content_type: bytes = XML
) -> Callable[[InjectedFault, Answer], Misdeed]:
    """A whole and right reply, as a later edition writes it: no excuse for a client."""

    def make(fault: InjectedFault, answer: Answer) -> Misdeed:
        body = rewrite(answer.body, fault.settings)
        return _sent(200, content_type, body, delivery=Delivery.DELIVERED)

    return make


BEFORE: Final[Mapping[str, Callable[[InjectedFault], Misdeed]]] = MappingProxyType(
    {
        "kill-before": _lose_request,
        "lose-request": _lose_request,
        "http-401": _shut_out,
        "http-500": _page(500),
        "http-502": _page(502),
        "http-503": _page(503),
        "soap-fault": _soap_fault,
    }
)
AFTER: Final[Mapping[str, Callable[[InjectedFault, Answer], Misdeed]]] = MappingProxyType(
    {
        "kill-after": _lose_reply,
        "lose-reply": _lose_reply,
        "reset": _reset,
        "truncate": _truncate,
        "dribble": _dribble,
        "delay": _delay,
        "wrong-type": _wrong_type,
        "garbage": _garbage,
        "stale-reply": _stale_reply,
        "unknown-element": _rewritten(with_unknown_elements),
        "new-code": _rewritten(with_new_code),
        "other-prefixes": _rewritten(with_other_prefixes),
        "utf-16": _rewritten(in_utf_16, XML_16),
    }
)
