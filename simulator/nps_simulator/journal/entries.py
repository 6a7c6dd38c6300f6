"""The entries of a journal: what happened in one sandbox, in order.

An entry is written with the effect it tells of. `at` is the sandbox's own (virtual) time. Typed
contents are plain values as JSON has them (decimals and date-times as text); `evidence` turns them
back into messages. To add a kind: one Struct here, and it joins the union `Entry`.
"""

from typing import Any

import msgspec


class Base(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every entry has. `seq` counts from 0 within the sandbox."""

    seq: int
    at: str


class Opened(Base, frozen=True, kw_only=True, tag="opened"):
    """Entry 0: all that a verdict depends on besides what follows.

    `contractors` are account names with their authorisation; `claims` is what `contractor.yaml`
    says of the client (name, version, driver, claimed APIs, clock). Hashes are SHA-256 in hex.
    `redacted_from` is the hash of the last entry of the journal that this one was redacted from.
    `vary` says that answers were given in any legal form. `captured` says of a log from elsewhere
    what it holds: `whole` when it begins with the first message ever, `part` when there may have
    been others before.
    """

    scenario: str
    scenario_sha256: str
    covers: list[str]
    profile: dict[str, Any]
    mode: str  # faithful | gullible
    seed: int
    contractors: dict[str, dict[str, Any]]
    claims: dict[str, Any]
    contract_sha256: str
    rules_sha256: str
    vary: bool = False
    format: int = 1
    redacted_from: str = ""
    captured: str = ""  # whole | part
    journal: str = ""  # compact: of what went over the wire heads and hashes are kept, no bodies


class Http(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One HTTP message as bytes were. `start` is the request line, or the status as text.

    `headers` keep order and case; Host, User-Agent, Authorization and the like are masked as
    `<masked>`. `body` is text; when the bytes are not UTF-8 it is empty and `body_base64` is set.
    A body that was sent compressed or in chunks is shown as it was before; its headers are those
    that were sent. UsernameToken passwords, nonces and creation times inside a body are masked.
    A compact journal has in place of a body its SHA-256 in hex (of the masked text, or base64).
    """

    start: str
    headers: list[tuple[str, str]]
    body: str = ""
    body_base64: str = ""
    body_sha256: str = ""


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something about a message itself: `code` is stable, `path` an XPath, `line` from 1 on."""

    code: str
    text: str
    path: str = ""
    line: int = 0
    expected: str = ""


class Delivery:
    """What became of the reply on its way; `told` is what the contractor may be taken to know."""

    DELIVERED = "delivered"
    REQUEST_LOST = "request-lost"  # before commit: nothing happened at the landlord's
    REPLY_LOST = "reply-lost"  # after commit
    REPLY_BROKEN = "reply-broken"  # truncated, garbage, wrong type: after commit, unreadable
    REPLACED = "replaced"  # an injected fault or status went out instead, nothing happened


class Exchange(Base, frozen=True, kw_only=True, tag="exchange"):
    """One request and its reply.

    `operation` is what the body asked for, None when it could not be told. `request` and `reply`
    are typed contents, None when there were none (a fault, a GET). `outcome` is `success`,
    `refusal`, `fault`, `http` (plain HTTP error) or `document` (the WSDL was fetched); `code` the
    refusal or fault code. `repeated_of` is the seq of the first answer that was given again.
    `suspended` is the refusal code that a gullible landlord swallowed. `before` and `after` are for
    people, not for rules. `contractor` is the authenticated account. `during` is the seq of its
    earlier exchange of this operation that was still without an answer on an open connection, and
    `unheard` that of its first one of any operation: what was told from there on it may not have
    known yet.
    """

    operation: str | None
    contractor: str | None
    http_request: Http
    http_reply: Http
    request: dict[str, Any] | None
    reply: dict[str, Any] | None
    outcome: str
    code: str = ""
    delivery: str = Delivery.DELIVERED
    fault: str = ""  # the injected fault, when there was one
    findings: list[Finding] = []
    repeated_of: int | None = None
    suspended: str = ""
    during: int | None = None
    unheard: int | None = None
    before: dict[str, str] = {}
    after: dict[str, str] = {}


class Action(Base, frozen=True, kw_only=True, tag="action"):
    """The landlord did something: `name` as in `actions/`, the numbers of the orders it touched.

    `facts` are what the action decided in words of the domain (for example the variation number
    and its reject reason), enough for a rule to know what changed.
    """

    name: str
    arguments: dict[str, Any]
    orders: list[str] = []
    facts: dict[str, Any] = {}
    by: str = "scenario"  # scenario | control | profile | chance


class Instruction(Base, frozen=True, kw_only=True, tag="instruction"):
    """A fact of the world that the contractor's side was told, and when it happened.

    `number` counts instructions in the sandbox; `tempts` are rule ids it tempts a wrong client to
    break (not shown to the client).
    """

    number: int
    kind: str
    occurred_at: str
    orders: list[str] = []
    facts: dict[str, Any] = {}
    text: str = ""
    tempts: list[str] = []


class Driver(Base, frozen=True, kw_only=True, tag="driver"):
    """What the driver saw: `started`, `round` (a round was handed out), `handled` (the client says
    the instruction or round is dealt with), `exited`, `patience` (waiting ended), `killed`, and
    `restarted`: the script had the program killed and started again in the middle of one.
    """

    event: str
    number: int | None = None
    detail: str = ""


class FaultArmed(Base, frozen=True, kw_only=True, tag="fault"):
    """A fault was armed: on which operation, which kind, on how many calls."""

    operation: str
    kind: str
    count: int


class ClockMoved(Base, frozen=True, kw_only=True, tag="clock"):
    """The sandbox's clock went to `at`."""

    why: str


NOT_APPLICABLE = "not applicable: "  # how the end of a scenario begins that this landlord rules out


class Closed(Base, frozen=True, kw_only=True, tag="closed"):
    """The end: `why` is `script`, `rounds`, `patience`, `calls` (it called without end), `exited`,
    `interrupted`, `asked`, or `not applicable: ...` with the reason.

    `expectations` says of each end condition whether it held; a landlord's action of the script
    that could not be taken as things stood is one that did not.
    """

    why: str
    expectations: list[dict[str, Any]] = []


Entry = Opened | Exchange | Action | Instruction | Driver | FaultArmed | ClockMoved | Closed
