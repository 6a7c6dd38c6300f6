"""What an API is. To add one: one module here, named as its operation, with `API = answering(...)`.

An API answers one operation. Its functions are pure: what is not in the request, the books or the
circumstances does not exist for them.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Generic, TypeVar

from nps_simulator.domain.ledger import (
    Books,
    Circumstances,
    Decision,
    Guarded,
    Refusal,
    RefusalKind,
)
from nps_simulator.domain.model import WorksOrder
from nps_simulator.domain.refusals import CATALOGUE
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.messages.common import ActionStatus, Message, Severity

RequestT = TypeVar("RequestT")

# The status of action of a plain success, one value for all.
SUCCESS: Final = ActionStatus(success_flag=True)
# A report of what is so already: a success, with a word of information.
NOTHING_CHANGED: Final = ActionStatus(
    success_flag=True,
    messages=(
        Message(
            code="NOTHING-CHANGED",
            severity=Severity.INFORMATION,
            text="This is so already: the report was accepted, and nothing has changed.",
        ),
    ),
)
# Refusals of these kinds found the works order, and name it in the reply.
FOUND: Final = frozenset({RefusalKind.SEQUENCE, RefusalKind.DUPLICATE})
# But for this one: a used key is seen before any order is looked for.
UNSOUGHT: Final = "KEY-REUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Api(Generic[RequestT]):
    """One operation's answers.

    `guard` gives the first objection: content, authority and existence before order of events.
    `accept` gives the effect and the success; it is total for every request whose content,
    authority and existence are not objected to, even where an order of events or a duplicate is.
    `refuse` puts a refusal into the operation's reply. `beside` is what a gullible landlord does:
    the reply of `accept`, while the orders only remember that something was swallowed.
    """

    operation: str
    guard: Callable[[RequestT, Books, Circumstances], Guarded | None]
    accept: Callable[[RequestT, Books, Circumstances], Decision]
    refuse: Callable[[RequestT, Refusal], Any]
    beside: Callable[[RequestT, Books, Circumstances], Decision]


def answering(
    request: type[RequestT],
    *,
    guard: Callable[[RequestT, Books, Circumstances], Guarded | None],
    accept: Callable[[RequestT, Books, Circumstances], Decision],
    touched: Callable[[RequestT, Books], tuple[str, ...]],
) -> Api[RequestT]:
    """The API of that request's operation; `touched` are the numbers of the orders it is about."""
    messages = OPERATIONS[request.__name__]
    names_order = "works_order_number" in {each.name for each in fields(messages.reply)}

    def refuse(request: RequestT, refusal: Refusal) -> Any:  # noqa: ANN401 - the operation's reply
        entry = CATALOGUE[refusal.code]
        message = Message(
            code=refusal.code, severity=entry.severity, text=refusal.text, field=refusal.field
        )
        status = ActionStatus(success_flag=False, messages=(message,))
        if names_order and entry.kind in FOUND and refusal.code != UNSOUGHT:
            number = getattr(request, "works_order_number", None)
            return messages.reply(action_status=status, works_order_number=number)
        return messages.reply(action_status=status)

    def beside(request: RequestT, books: Books, here: Circumstances) -> Decision:
        decision = accept(request, books, here)
        found = [books.order(number) for number in touched(request, books)]
        event = f"{messages.name} {getattr(request, 'external_reference', '')}".rstrip()
        orders = tuple(remembering(order, event) for order in found if order is not None)
        invoices = tuple(
            replace(invoice, beside=True)
            for invoice in decision.invoices
            if books.invoice(invoice.invoice_number) is None
        )
        return Decision(reply=decision.reply, orders=orders, invoices=invoices)

    return Api(operation=messages.name, guard=guard, accept=accept, refuse=refuse, beside=beside)


def remembering(order: WorksOrder, event: str) -> WorksOrder:
    """The order as it was, with one more event beside it."""
    return replace(order, beside=(*order.beside, event))


def by_number(request: Any, books: Books) -> tuple[str, ...]:  # noqa: ANN401 - several requests
    """The order a request names by `works_order_number`."""
    del books  # the request says it all
    return (request.works_order_number,)
