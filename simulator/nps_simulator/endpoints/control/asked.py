"""What the control API is sent, as typed values; its OpenAPI document is made from them."""

import json
import re
from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta
from starlette.requests import Request

_T = TypeVar("_T")
_NAMED: Final = re.compile(r"Object (?:missing required|contains unknown) field `(.*)`", re.DOTALL)
_STEP: Final = re.compile(r"[^.\[\]]+")
LARGEST: Final = 8 * 1024 * 1024  # bytes of a body; ten thousand contractors have half of one
DEEPEST: Final = 32  # levels of a body: what is stored is walked again and again

# A colon would end the name in HTTP Basic (RFC 7617, 2).
_Name = Annotated[str, Meta(min_length=1, max_length=80, pattern="^[^:]*$")]
_Password = Annotated[str, Meta(min_length=1, max_length=80)]
_Time = Annotated[str, Meta(examples=["2026-03-02T09:00:00", "+2d 10:15"])]
_Span = Annotated[str, Meta(examples=["15m", "1d12h"])]


class InvalidError(ValueError):
    """A request that is not what the document describes; the message says where and why."""


class TooLargeError(ValueError):
    """A body that is longer than anything there is to say; the message says how long it may be."""


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body; a member it does not know is an error, because it is most likely misspelt."""


class ContractorAccount(Asked, frozen=True, kw_only=True):
    """A contractor's credentials. Its authorisation is the profile's."""

    name: _Name
    password: _Password


class NewSandbox(Asked, frozen=True, kw_only=True):
    """A sandbox to open. Without a scenario it is free play, which follows the machine's clock."""

    name: Annotated[str, Meta(description="1 to 64 of a-z, 0-9 and hyphen; it is the address")]
    scenario: str | None = None
    profile: Annotated[
        str | None, Meta(description="left out, the scenario's, or `certification`")
    ] = None
    mode: Literal["faithful", "gullible"] = "faithful"
    seed: Annotated[int | None, Meta(description="left out, the scenario's")] = None
    clock: Literal["given", "machine"] | None = None
    vary: Annotated[bool, Meta(description="answers in any legal form, by the seed")] = False
    contractors: Annotated[list[ContractorAccount], Meta(min_length=1)]


class ClockMove(Asked, frozen=True, kw_only=True):
    """Where the clock goes: `to` a time, or on by `advance`; exactly one of them."""

    to: _Time | None = None
    advance: _Span | None = None


class Fault(Asked, frozen=True, kw_only=True):
    """A fault to arm; `settings` depend on the kind (`seconds`, `pieces`, `text`, `form` ...)."""

    on: Annotated[str, Meta(description="an operation", examples=["CreateInvoice"])]
    kind: Annotated[str, Meta(examples=["lose-reply"])]
    count: int = 1
    skip: int = 0
    settings: dict[str, Any] = {}


class Fact(Asked, frozen=True, kw_only=True):
    """A fact of the world for the contractor's side; `facts` are its further members."""

    kind: Annotated[str, Meta(examples=["work_finished"])]
    order: str | None = None
    at: str | None = None
    text: str = ""
    facts: dict[str, Any] = {}


class Reason(Asked, frozen=True, kw_only=True):
    """Why a sandbox is closed."""

    why: Annotated[str, Meta(min_length=1, max_length=200)] = "asked"


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders are listed: those after a number, and how many (1 to 1000)."""

    after: str = ""
    limit: int = 100


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """From which entry a journal is read."""

    start: int = 0


async def body_of(request: Request, kind: type[_T]) -> _T:
    """The JSON body of a request as a typed value. Raises InvalidError and TooLargeError.

    It has to say that it is JSON: what a web page elsewhere can send unasked is plain text.
    """
    raw = await _raw(request)
    if not raw:
        raise InvalidError("body: there is none, and a JSON object is expected")
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not re.fullmatch(r"application/(.+\+)?json", media):
        came = media or "absent"
        raise InvalidError(f"body: Content-Type is {came}; send JSON as application/json")
    try:
        value = json.loads(raw)  # it reads a lone surrogate, which has a sentence of its own
    except (ValueError, RecursionError) as error:
        raise InvalidError(f"body: this is not JSON: {error}") from error
    _check_depth(value)
    return _typed(value, kind, "body")


async def _raw(request: Request) -> bytes:
    """The body, as long as it is not too long; what is left of it is passed over by the server."""
    raw = bytearray()
    async for part in request.stream():
        raw += part
        if len(raw) > LARGEST:
            message = f"The body is longer than {LARGEST} bytes; send less at a time."
            raise TooLargeError(message)
    return bytes(raw)


def _check_depth(value: object) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise InvalidError(f"body: it is nested more than {DEEPEST} levels deep")
        level = [inner for each in level for inner in _inside(each)]


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def query_of(request: Request, kind: type[_T]) -> _T:
    """The query of a request as a typed value. Raises InvalidError."""
    return _typed(dict(request.query_params), kind, "query")


def _typed(value: object, kind: type[_T], part: str) -> _T:
    """Numbers may be spelt as text, as a query has to."""
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidError(_told(str(error), part)) from error


def _told(error: str, part: str) -> str:
    """Put the place first: `body.contractors.0.name: Expected ...`."""
    problem, found, place = error.rpartition(" - at `$")
    if not found:
        problem, place = error, ""
    where = [part, *_STEP.findall(place.removesuffix("`"))]
    named = _NAMED.fullmatch(problem)
    if named is not None:
        where.append(named[1])
    return f"{'.'.join(where)}: {problem}"
