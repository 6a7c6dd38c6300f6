"""A landlord in process and one contractor on the line to it: no HTTP, but the real sandbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from nps_scenarios.profile import Authorisation, Profile
from nps_scenarios.scenario import Scenario
from nps_simulator.actions.registry import ActionError
from nps_simulator.journal.entries import Delivery, Entry, Http
from nps_simulator.messages.create_appointment import CreateAppointment
from nps_simulator.messages.request_works_order_details import (
    RequestWorksOrderDetails,
    WorksOrderDetails,
)
from nps_simulator.messages.vary_works_order import VaryWorksOrder
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import Sandboxes

STARTS: Final = datetime(2026, 3, 2, 8, 0)  # a Monday
ACME, BODGE = "acme", "bodge"
MESSAGE: Final = Http(start="in process", headers=[])
# What may become of a message; the first is what mostly does.
FATES: Final = (Delivery.DELIVERED, Delivery.REPLY_LOST, Delivery.REQUEST_LOST)


@dataclass(slots=True)
class World:
    """One sandbox, and what the contractor `acme` has kept of it."""

    sandbox: Sandbox
    log: list[str] = field(default_factory=list)
    sent: list[Any] = field(default_factory=list)  # every write so far
    views: dict[str, WorksOrderDetails] = field(default_factory=dict)
    asked: dict[str, list[Any]] = field(default_factory=dict)  # lines of variations, by order
    visits: dict[str, list[str]] = field(default_factory=dict)  # references told, by order
    rounds: int = 0

    @property
    def now(self) -> datetime:
        """The sandbox's time."""
        return self.sandbox.now()

    def numbers(self) -> list[str]:
        """The numbers of all orders that ever were acme's, the oldest first."""
        return [
            order.works_order_number for order in self.sandbox.orders() if order.contractor == ACME
        ]

    def reference(self) -> str:
        """A reference for the next write."""
        return f"E{len(self.sent) + 1}"

    def send(self, request: Any, fate: str = Delivery.DELIVERED) -> None:  # noqa: ANN401 - any request
        """One exchange, recorded as an endpoint records it."""
        operation = type(request).__name__
        if hasattr(request, "external_reference"):
            self.sent.append(request)
        if isinstance(request, VaryWorksOrder):
            self.asked.setdefault(request.works_order_number, []).extend(request.lines)
        called = None
        if fate != Delivery.REQUEST_LOST:
            called = self.sandbox.call(ACME, request)
        self.sandbox.record(
            http_request=MESSAGE,
            http_reply=MESSAGE,
            operation=operation,
            contractor=ACME,
            request=request,
            called=called,
            delivery=fate,
            fault="" if fate == Delivery.DELIVERED else "lose",
        )
        came = "request lost" if called is None else called.code or called.outcome
        if called is not None and fate != Delivery.DELIVERED:
            came = f"{came}, reply lost"
        self.log.append(f"{_shown(request)} -> {came}")
        if called is not None and fate == Delivery.DELIVERED and called.outcome == "success":
            self._hear(request, called.reply)

    def _hear(self, request: Any, reply: Any) -> None:  # noqa: ANN401 - any pair of messages
        if isinstance(request, RequestWorksOrderDetails):
            details = reply.works_order
            self.views[request.works_order_number] = details
            for each in details.appointments:
                self._told(request.works_order_number, each.appointment_reference)
        elif isinstance(request, CreateAppointment):
            self._told(request.works_order_number, reply.appointment_reference)

    def _told(self, number: str, reference: str) -> None:
        known = self.visits.setdefault(number, [])
        if reference not in known:
            known.append(reference)

    def act(self, name: str, arguments: Mapping[str, Any]) -> None:
        """The landlord does something, if it can be done as things stand."""
        try:
            self.sandbox.act(name, arguments)
        except ActionError:
            return
        self.log.append(f"landlord: {name} {' '.join(str(each) for each in arguments.values())}")

    def tell(self, kind: str, facts: Mapping[str, Any]) -> None:
        """The contractor's side is told a fact of the world."""
        self.sandbox.instruct({"kind": kind, **facts})
        self.sandbox.take_instructions()
        self.log.append(f"fact: {kind} {facts.get('order', '')}".rstrip())

    def round(self) -> None:
        """A round passes."""
        self.rounds += 1
        self.sandbox.begin_round(self.rounds)
        self.log.append("round")

    def end(self) -> tuple[Entry, ...]:
        """Close, and the journal."""
        self.sandbox.close("asked")
        return tuple(self.sandbox.entries())


def open_world(
    sandboxes: Sandboxes, name: str, policy: Mapping[str, Any], may: Mapping[str, Any]
) -> World:
    """A faithful landlord with one order for acme; policy and permissions differ from the default
    as given.
    """
    authorisation = replace(Authorisation(), **may)
    profile = replace(
        Profile(name="explorer", title="Explorer", authorisation=authorisation), **policy
    )
    scenario = Scenario(
        id="explorer",
        title="Explorer",
        why="To hold two readings of the specification against each other.",
        covers=(),
        profile=profile.name,
        starts=STARTS,
        seed=1,
        steps=(),
        expects=(),
    )
    accounts = tuple(
        Account(name=each, password=f"{each}-pass", authorisation=authorisation)
        for each in (ACME, BODGE)
    )
    sandbox = sandboxes.open(
        name, scenario=scenario, profile=profile, contractors=accounts, clock="given"
    )
    return World(sandbox)


def _shown(request: Any) -> str:  # noqa: ANN401 - any request
    """A request in one line, without what it leaves out."""
    names = [each for each in request.__dataclass_fields__ if getattr(request, each) is not None]
    values = [f"{each}={_short(getattr(request, each))}" for each in names]
    return f"{type(request).__name__}({', '.join(values)})"


def _short(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{'; '.join(_short(each) for each in value)}]"
    if hasattr(value, "__dataclass_fields__"):
        parts = (getattr(value, each) for each in value.__dataclass_fields__)
        return " ".join(_short(each) for each in parts if each is not None)
    return str(value)
