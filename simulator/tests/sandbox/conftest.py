"""Sandboxes to test with: the real domain over the real store."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from nps_scenarios.profile import Authorisation, Profile
from nps_scenarios.scenario import Deed, Expectation, Scenario, Step, Trigger
from nps_simulator.journal.entries import Entry, Http
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.sandbox.calls import Called
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.recording import Recorded
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import Sandboxes

STARTS = datetime(2026, 3, 2, 8, 0)
MESSAGE = Http(start="POST / HTTP/1.1", headers=[])
TAP = {
    "order": "tap",
    "priority": "ROU",
    "description": "Leaking tap",
    "lines": [{"sor": "900101", "quantity": "2"}],
}


@dataclass
class Line:
    """A contractor on the line to a sandbox: calls and records as an endpoint does."""

    sandbox: Sandbox
    references: int = 0

    def call(self, request: Any, contractor: str = "acme", **recorded: Any) -> Called:
        """One exchange, recorded."""
        called = self.sandbox.call(contractor, request)
        self.record(request, called, contractor, **recorded)
        return called

    def record(
        self, request: Any, called: Called | None, contractor: str = "acme", **recorded: Any
    ) -> Recorded:
        """The entry of an exchange."""
        return self.sandbox.record(
            http_request=MESSAGE,
            http_reply=MESSAGE,
            operation=type(request).__name__,
            contractor=contractor,
            request=request,
            called=called,
            **recorded,
        )

    def poll(self, contractor: str = "acme", **recorded: Any) -> list[str]:
        """The numbers a poll lists."""
        called = self.call(RequestWorksOrders(), contractor, **recorded)
        return [each.works_order_number for each in called.reply.works_orders]

    def read(self, order: str, contractor: str = "acme", **recorded: Any) -> Called:
        """Details of an order, by number or handle."""
        request = RequestWorksOrderDetails(works_order_number=self.number(order))
        return self.call(request, contractor, **recorded)

    def confirm(self, order: str, **values: Any) -> Called:
        """A receipt."""
        self.references += 1
        given = {"external_reference": f"R{self.references}"} | values
        request = ConfirmWorksOrderReceipt(works_order_number=self.number(order), **given)
        return self.call(request)

    def issued(self, order: str = "tap") -> "Line":
        """Reads and confirms an order, so that work on it may be reported."""
        self.read(order)
        self.confirm(order, external_reference=f"receipt {order}")
        return self

    def number(self, order: str) -> str:
        """The number of a handle."""
        found = self.sandbox.order(order)
        return order if found is None else found.works_order_number

    def entries(self, kind: type[Any] | None = None) -> list[Any]:
        """The journal, or its entries of one kind."""
        return [each for each in self.sandbox.entries() if kind is None or isinstance(each, kind)]


def step(kind: str, *deeds: tuple[str, Mapping[str, Any]], line: int = 1, **when: Any) -> Step:
    """One step of a script."""
    then = tuple(Deed(name=name, arguments=arguments) for name, arguments in deeds)
    return Step(when=Trigger(kind=kind, **when), then=then, line=line)


def script(*steps: Step, **values: Any) -> Scenario:
    """A scenario that raises the order `tap` and then plays the steps."""
    given: dict[str, Any] = {
        "id": "test",
        "title": "A test",
        "why": "To test.",
        "covers": ("a-rule",),
        "profile": "test",
        "starts": STARTS,
        "seed": 7,
        "steps": (step("start", ("raise_order", TAP)), *steps),
        "expects": (Expectation(order="tap", status="AUT"),),
    }
    return Scenario(**(given | values))


@dataclass
class Office:
    """All sandboxes over one database, and a way to open another."""

    database: str
    sandboxes: Sandboxes
    opened: int = 0

    def open(self, *steps: Step, name: str = "", may: Any = None, **values: Any) -> Line:
        """A sandbox with a script, accounts acme and bodge."""
        self.opened += 1
        script_values = {
            key: values.pop(key)
            for key in [each.name for each in fields(Scenario)]
            if key in values and key not in {"profile", "seed"}
        }
        authorisation = may or Authorisation()
        given: dict[str, Any] = {
            "scenario": script(*steps, **script_values),
            "profile": Profile(name="test", title="Test", authorisation=authorisation),
            "contractors": tuple(
                Account(name=each, password=f"{each}-pass", authorisation=authorisation)
                for each in ("acme", "bodge")
            ),
        }
        sandbox = self.sandboxes.open(name or f"sandbox-{self.opened}", **(given | values))
        return Line(sandbox)

    def again(self, name: str) -> Line:
        """The sandbox of that name after a restart of the program."""
        self.sandboxes.shut()
        self.sandboxes = Sandboxes.on(self.database)
        sandbox = self.sandboxes.get(name)
        assert sandbox is not None
        return Line(sandbox, references=1000)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Over a file."""
    database = str(tmp_path / "nps.sqlite")
    office = Office(database, Sandboxes.on(database))
    yield office
    office.sandboxes.shut()


@pytest.fixture
def steps() -> Callable[..., Step]:
    """How to write a step."""
    return step


@pytest.fixture
def kinds() -> Callable[[list[Entry]], list[str]]:
    """The names of entries, for short."""
    return lambda entries: [type(each).__name__ for each in entries]
