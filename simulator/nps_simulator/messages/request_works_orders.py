"""AP1: request new and changed works orders."""

from dataclasses import dataclass

from nps_simulator.messages.common import ActionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWorksOrders:
    """A poll. `maximum_orders` is 1 to 500; without it the profile's page size counts."""

    maximum_orders: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWorksOrder:
    """One listed number. A client may ignore version and change type; a profile may omit them."""

    works_order_number: str
    version: int | None = None
    change_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWorksOrdersReply:
    """The orders whose news the contractor has not yet confirmed, in no promised order."""

    action_status: ActionStatus
    works_orders: tuple[ListedWorksOrder, ...] = ()
    more_available: bool = False
