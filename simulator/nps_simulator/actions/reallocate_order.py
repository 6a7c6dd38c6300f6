"""The landlord gives an order to another contractor; only the landlord does."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, ActionError, order_named
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.machines import ORDER_STARTS
from nps_simulator.domain.model import WorksOrder
from nps_simulator.domain.money import tax_code_for
from nps_simulator.domain.orders import cancelled, handed_out, moved, with_news
from nps_simulator.domain.standing import landlord_may


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocateOrder:
    """Which order, and to whom (default: the first contractor)."""

    order: str
    contractor: str | None = None


def decide(arguments: ReallocateOrder, books: Books, now: datetime, profile: Profile) -> Decision:
    """The former contractor's order is cancelled, so that it is told; the new contractor gets a new
    order, the next of the same request.
    """
    order = order_named(books, arguments.order)
    names = books.contractors()
    to = arguments.contractor or names[0]
    if to not in names or to == order.contractor:
        raise ActionError(
            f"reallocate_order: {to!r} is not another contractor of this "
            f"landlord; there are {', '.join(names)}"
        )
    landlord_may(order, OrderEvent.REALLOCATE)
    ended = cancelled(order, OrderEvent.REALLOCATE, now, "WRALL", "LANDLD")
    raised = _again(order, _next_number(order, books), to, books, now)
    if profile.automatic_authorisation:
        raised = handed_out(moved(raised, OrderEvent.AUTHORISE, now), now)
    facts = {
        "from": order.contractor,
        "contractor": raised.contractor,
        "number": raised.works_order_number,
        "status": raised.state.value,
    }
    return Decision(orders=(with_news(ended, "CAN"), raised), facts=facts)


def _next_number(order: WorksOrder, books: Books) -> str:
    request, sequence = order.works_order_number.split("/")
    following = int(sequence) + 1
    while books.order(f"{request}/{following}") is not None:
        following += 1
    return f"{request}/{following}"


def _again(
    order: WorksOrder, number: str, contractor: str, books: Books, now: datetime
) -> WorksOrder:
    tax_code = tax_code_for(books.authorisation(contractor))
    return WorksOrder(
        works_order_number=number,
        contractor=contractor,
        state=ORDER_STARTS,
        version=1,
        order_type=order.order_type,
        priority_code=order.priority_code,
        description=order.description,
        comments=order.comments,
        home=order.home,
        raised_at=now,
        target_at=order.target_at,
        status_at=now,
        lines=tuple(replace(line, tax_code=tax_code) for line in order.lines),
        counter=0,
    )


ACTION: Final = Action(name="reallocate_order", arguments=ReallocateOrder, decide=decide)
