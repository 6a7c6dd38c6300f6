"""What becomes of a call: used key, guards, effect.

The order is fixed. An external reference that was used before is answered from memory (same
content) or refused (other content). Then the API's guards speak. A gullible landlord swallows
objections to the order of events and to duplicates: it answers as if all were well, and the effect
stands beside the order. Only successful answers are remembered under their reference.
"""

from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import msgspec

from nps_simulator.apis.registry import APIS
from nps_simulator.domain.ledger import Decision, Guarded, RefusalKind
from nps_simulator.domain.model import VariationState, WorksOrder
from nps_simulator.domain.refusals import refusing
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.sandbox.core import Core
from nps_simulator.sandbox.definition import GULLIBLE
from nps_simulator.store.protocol import KeyRow

SUSPENDED: Final = frozenset({RefusalKind.SEQUENCE, RefusalKind.DUPLICATE})

_encoder = msgspec.json.Encoder(order="sorted")
_replies: Final = {
    name: msgspec.json.Decoder(operation.reply) for name, operation in OPERATIONS.items()
}


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a call. Hand it to `record` in the same turn of the loop, without awaiting.

    `outcome` is `success` or `refusal`. `repeated_of` is the number of the entry whose answer is
    given again, `suspended` the refusal that a gullible landlord swallowed, `number` the works
    order the call was about. `delivered` are effects that wait for delivery of the reply.
    """

    operation: str
    reply: Any  # a reply dataclass of `messages`, the one of `operation`
    outcome: str
    code: str = ""
    suspended: str = ""
    repeated_of: int | None = None
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    delivered: tuple[WorksOrder, ...] = ()


def call(core: Core, contractor: str, request: Any) -> Called:  # noqa: ANN401 - any of the requests
    """Decides on a request and lets its effect land in the open turn."""
    operation = type(request).__name__
    reference: str | None = getattr(request, "external_reference", None)
    books = core.books
    objection: Guarded | None = None
    print_, remember = b"", False
    if reference is not None:
        print_ = fingerprint(operation, request)
        used = core.store.used_key(core.key, contractor, reference)
        if used is not None:
            if used.fingerprint == print_:
                return _again(used)
            objection = refusing("KEY-REUSED", "ExternalReference", reference=reference)
        remember = used is None
    gullible = core.definition.mode == GULLIBLE
    api = APIS[operation]
    here = core.circumstances(contractor)
    suspended = ""
    if gullible and objection is not None:
        suspended, objection = objection.refusal.code, None
    if objection is None:
        objection = api.guard(request, books, here)
    if gullible and objection is not None and objection.kind in SUSPENDED:
        suspended, objection = suspended or objection.refusal.code, None
    if objection is not None:
        refusal = objection.refusal
        reply = api.refuse(request, refusal)
        return Called(operation=operation, reply=reply, outcome="refusal", code=refusal.code)
    decision = (api.beside if suspended else api.accept)(request, books, here)
    before, after = _told(core, decision)
    core.effects += 1
    books.write(decision)
    if remember and reference is not None:
        row = KeyRow(
            contractor=contractor,
            reference=reference,
            operation=operation,
            fingerprint=print_,
            reply=_encoder.encode(decision.reply),
            seq=core.seq,
        )
        core.store.put_key(core, row)
    return Called(
        operation=operation,
        reply=decision.reply,
        outcome="success",
        suspended=suspended,
        before=before,
        after=after,
        delivered=decision.delivered,
    )


def _again(used: KeyRow) -> Called:
    """The first answer, once more; nothing happens."""
    reply = _replies[used.operation].decode(used.reply)
    return Called(operation=used.operation, reply=reply, outcome="success", repeated_of=used.seq)


def fingerprint(operation: str, request: Any) -> bytes:  # noqa: ANN401 - any of the requests
    """A hash of what was asked; equal amounts are equal however many zeros they end in."""
    plain = msgspec.to_builtins(request, builtin_types=(Decimal,))
    return sha256(_encoder.encode([operation, _levelled(plain)])).digest()


def _levelled(value: Any) -> Any:  # noqa: ANN401 - whatever JSON has
    if isinstance(value, dict):
        return {name: _levelled(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_levelled(each) for each in value]
    return _exact(value) if isinstance(value, Decimal) else value


def _exact(value: Decimal) -> str:
    """All its digits but noughts at the end; `normalize` would round to a context's 28."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _told(core: Core, decision: Decision) -> tuple[dict[str, str], dict[str, str]]:
    """The orders a decision changes, in words for people, before and after."""
    changed = decision.orders + decision.delivered
    if not changed:
        return {}, {}
    before = {}
    for order in changed:
        former = core.books.order(order.works_order_number)
        before[order.works_order_number] = "" if former is None else in_words(former)
    return before, {order.works_order_number: in_words(order) for order in changed}


def in_words(order: WorksOrder) -> str:
    """Where an order stands, for people: `ISS v2, news 4, read 4, confirmed 3`."""
    parts = [
        f"{order.state.value} v{order.version}",
        f"news {order.counter}",
        f"read {order.delivered_counter}",
        f"confirmed {order.acknowledged}",
    ]
    pending = sum(each.state is VariationState.PENDING for each in order.variations)
    if pending:
        parts.append(f"variations pending {pending}")
    if order.beside:
        parts.append(f"beside {len(order.beside)}")
    return ", ".join(parts)
