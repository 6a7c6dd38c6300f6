"""A landlord's policy: what is automatic, what waits, what is refused, and which rules count."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Credentials(StrEnum):
    """How a contractor proves who it is."""

    BASIC = "basic"
    USERNAME_TOKEN = "username-token"  # noqa: S105 - the name of a scheme, not a password
    EITHER = "either"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """What one contractor may do without asking. Amounts are net pounds; None means no limit."""

    maximum_order_value: Decimal | None = None
    maximum_variation_value: Decimal | None = Decimal("100.00")  # above it a variation waits
    maximum_invoice_value: Decimal | None = None  # above it an invoice waits
    may_cancel: bool = True
    may_book_appointments: bool = True
    needs_inspection: bool = False  # completed orders are inspected before they may be invoiced
    vat_registered: bool = True
    end_user_confirmed: bool = True  # False: the domestic reverse charge applies


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """An assumed rule that this landlord lets count, and why."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One landlord's settings, read from `profiles/<name>.yaml`.

    `pays_at_once` settles an approved invoice in the same moment. `announces_rejections` lists an
    order when a variation is rejected. `lists_versions` adds version and change type to the list;
    `requires_versions` refuses a receipt that does not name one.
    `second_seed` switches on the discipline of the second system. `due_within` is the number of
    rounds or polls after which a duty is overdue. `page_size` is the most numbers in one list.
    """

    name: str
    title: str
    authorisation: Authorisation = field(default_factory=Authorisation)
    credentials: Credentials = Credentials.BASIC
    automatic_authorisation: bool = True  # raised orders are authorised at once
    pays_at_once: bool = True
    announces_rejections: bool = True
    lists_versions: bool = True
    requires_versions: bool = False
    second_seed: bool = True
    page_size: int = 100
    due_within: int = 3
    promotes: tuple[Promotion, ...] = ()
