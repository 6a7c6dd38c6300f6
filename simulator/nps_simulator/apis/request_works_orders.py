"""AP1: which works orders have news that the contractor has not confirmed?"""

from functools import lru_cache
from typing import Final

from nps_simulator.apis._api import SUCCESS, answering
from nps_simulator.domain.content import content_objection
from nps_simulator.domain.ledger import Books, Circumstances, Decision, Guarded
from nps_simulator.messages.request_works_orders import (
    ListedWorksOrder,
    RequestWorksOrders,
    RequestWorksOrdersReply,
)

_NOTHING_NEW: Final = Decision(reply=RequestWorksOrdersReply(action_status=SUCCESS))


def guard(request: RequestWorksOrders, books: Books, here: Circumstances) -> Guarded | None:
    """Refuses a page size out of range; a poll is always allowed."""
    del books, here
    return None if request.maximum_orders is None else content_objection(request)


def accept(request: RequestWorksOrders, books: Books, here: Circumstances) -> Decision:
    """One page of numbers, oldest news first, and whether more are waiting."""
    page = here.profile.page_size
    if request.maximum_orders is not None:
        page = min(page, request.maximum_orders)
    rows = books.listed(here.contractor, page)
    return _listing(rows, page, here.profile.lists_versions) if rows else _NOTHING_NEW


@lru_cache(maxsize=256)
def _listing(rows: tuple[tuple[str, int, str], ...], page: int, versions: bool) -> Decision:  # noqa: FBT001 - a key
    """The answer, one value for as long as the same is listed: polls come much oftener than news,
    and what is the same value needs writing only once.
    """
    if versions:
        listed = tuple(
            ListedWorksOrder(works_order_number=number, version=version, change_type=change)
            for number, version, change in rows[:page]
        )
    else:
        listed = tuple(ListedWorksOrder(works_order_number=row[0]) for row in rows[:page])
    reply = RequestWorksOrdersReply(
        action_status=SUCCESS, works_orders=listed, more_available=len(rows) > page
    )
    return Decision(reply=reply)


def _touched(request: RequestWorksOrders, books: Books) -> tuple[str, ...]:
    del request, books
    return ()


API: Final = answering(RequestWorksOrders, guard=guard, accept=accept, touched=_touched)
