"""What the domain needs from the outside: a view of the books, and the circumstances of a call.

The sandbox implements `Books` over the store; APIs and actions read through it and hand back a
`Decision`. Nothing here reads a clock or draws chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from nps_scenarios.profile import Authorisation, Profile
from nps_simulator.domain.model import Invoice, WorksOrder


class Books(Protocol):
    """Read access to one sandbox's books, including what this turn has already changed."""

    def order(self, works_order_number: str) -> WorksOrder | None:
        """The order of that number, whoever's it is."""

    def order_of_appointment(self, appointment_reference: str) -> WorksOrder | None:
        """The order that carries this appointment."""

    def invoice(self, invoice_number: str) -> Invoice | None:
        """The invoice of that number."""

    def invoice_by_supplier_reference(self, contractor: str, reference: str) -> Invoice | None:
        """The contractor's invoice under its own reference."""

    def listed(self, contractor: str, limit: int) -> tuple[tuple[str, int, str], ...]:
        """Numbers, versions and change types of orders with unconfirmed news, oldest news first;
        one more than `limit` when more are waiting.
        """

    def next_number(self, kind: str) -> int:
        """The next counted number of a kind (`order`, `appointment`, `invoice`), from 1; never
        reused.
        """

    def contractors(self) -> tuple[str, ...]:
        """The names of all contractors of this landlord, in a fixed order."""

    def authorisation(self, contractor: str) -> Authorisation:
        """What that contractor may do now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Who calls, when, and under which policy."""

    contractor: str
    now: datetime
    profile: Profile
    authorisation: Authorisation


class RefusalKind:
    """Which guards a gullible landlord suspends: SEQUENCE and DUPLICATE; never the others."""

    SEQUENCE = "sequence"
    DUPLICATE = "duplicate"
    CONTENT = "content"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The landlord says no: a code of the refusal catalogue, the wording, the XML field."""

    code: str
    text: str
    field: str | None = None


class Guarded(NamedTuple):
    """A guard's objection, and its kind: one of `RefusalKind`."""

    refusal: Refusal
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an API or action decides: the reply (None for an action), and the values to store.

    `orders` and `invoices` replace those of the same number. `delivered` are orders to store only
    once the reply has been delivered (what AP2 showed). `authorisations` are contractors whose
    permissions change. `facts` are an action's facts for the journal, plain values.
    """

    reply: Any = None  # one of the reply dataclasses of `messages`; the API module knows which
    orders: tuple[WorksOrder, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    delivered: tuple[WorksOrder, ...] = ()
    authorisations: tuple[tuple[str, Authorisation], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
