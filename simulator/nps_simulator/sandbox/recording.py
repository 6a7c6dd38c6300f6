"""Writing an exchange into the journal, and the end of a sandbox."""

from collections.abc import Awaitable, Generator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from nps_simulator.journal.entries import Closed, Delivery, Driver, Exchange, Finding, Http
from nps_simulator.sandbox.calls import Called
from nps_simulator.sandbox.core import Core, UnrecordedError
from nps_simulator.sandbox.definition import COMPACT, plain
from nps_simulator.store.protocol import Commit


@dataclass(frozen=True, slots=True)
class Recorded(Awaitable[int]):
    """An entry that is written: its number now, and its commit when awaited.

    Awaiting raises LostError when the turn could not be stored and was undone.
    """

    seq: int
    commit: Commit

    def __await__(self) -> Generator[Any, None, int]:
        yield from self.commit.__await__()
        return self.seq


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """An exchange as the endpoint saw it; see `journal.entries.Exchange` for the fields.

    `request` and `reply` are messages (dataclasses). With `called`, outcome, code and the like
    come from there, and so does the reply unless another one went out.
    """

    http_request: Http
    http_reply: Http
    operation: str | None = None
    contractor: str | None = None
    request: Any = None  # one of the requests of `messages`
    reply: Any = None  # one of the replies
    called: Called | None = None
    outcome: str = ""
    code: str = ""
    delivery: str = Delivery.DELIVERED
    fault: str = ""
    findings: Sequence[Finding] = ()
    during: int | None = None
    unheard: int | None = None


def write_exchange(core: Core, told: Answered) -> int:
    """Writes the entry of an exchange, and what its delivery brings about; returns its number."""
    called = told.called
    if called is not core.unrecorded:
        message = "An exchange is recorded with the call it made, before the next call."
        raise UnrecordedError(message)
    core.unrecorded = None
    if called is None:
        outcome, code, reply, before, after = told.outcome, told.code, told.reply, {}, {}
        repeated_of, suspended = None, ""
    else:
        outcome, code = told.outcome or called.outcome, told.code or called.code
        reply = called.reply if told.reply is None else told.reply
        before, after = called.before, called.after
        repeated_of, suspended = called.repeated_of, called.suspended
        if called.delivered:
            if told.delivery == Delivery.DELIVERED:
                core.books.write_orders(called.delivered)
            else:
                after = before
    http_request, http_reply = told.http_request, told.http_reply
    if core.definition.journal == COMPACT:
        http_request, http_reply = _without_body(http_request), _without_body(http_reply)
    return core.append(
        Exchange(
            seq=core.seq,
            at=core.at(),
            operation=told.operation,
            contractor=told.contractor,
            http_request=http_request,
            http_reply=http_reply,
            request=told.request,  # encoded as it is: the same bytes as its plain form
            reply=reply,
            outcome=outcome,
            code=code,
            delivery=told.delivery,
            fault=told.fault,
            findings=list(told.findings),
            repeated_of=repeated_of,
            suspended=suspended,
            during=told.during,
            unheard=told.unheard,
            before=before,
            after=after,
        )
    )


def _without_body(http: Http) -> Http:
    """A message with a hash in place of its body."""
    if not (http.body or http.body_base64):
        return http
    digest = sha256((http.body or http.body_base64).encode()).hexdigest()
    return Http(start=http.start, headers=http.headers, body_sha256=digest)


def write_driver(core: Core, event: str, number: int | None, detail: str) -> int:
    """Writes what the driver saw."""
    entry = Driver(seq=core.seq, at=core.at(), event=event, number=number, detail=detail)
    return core.append(entry)


def write_closed(core: Core, why: str) -> int:
    """Ends the sandbox: holds its expectations against the books and writes the last entry."""
    expectations: list[dict[str, Any]] = list(core.state.undone)
    for expected in core.definition.scenario.expects:
        number = core.state.handles.get(expected.order, "")
        order = core.books.order(number) if number else None
        came = "" if order is None else order.state.value
        expectations.append(
            {
                "order": expected.order,
                "number": number,
                "expected": expected.status,
                "came": came,
                "held": came == expected.status,
            }
        )
    core.state.closed = why
    core.state.waiting = []
    entry = Closed(seq=core.seq, at=core.at(), why=why, expectations=plain(expectations))
    return core.append(entry)
