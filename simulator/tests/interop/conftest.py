"""A landlord for real SOAP stacks, and what each of them must say after the same errand.

Every client does the same and prints lines of words separated by tabs. Its arguments: address of
the WSDL, user, password, the number of an order with three lines, the number of one with one line.
It polls (AP1), fetches both orders (AP2), confirms receipt of the first (AP3), completes it with
its three lines (AP5), invoices it (AP8), and sends one message that the schema refuses. Times have
no zone, quantities and money are decimals, texts carry a pound sign, accents and XML's own
characters. To add a stack: a client in `clients/` (or in the test, for Python) and a test module.
"""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nps_scenarios.profile import Profile
from nps_scenarios.scenario import Scenario
from nps_simulator.journal.entries import Exchange
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import Sandboxes
from nps_simulator.server.listener import serving

USER, PASSWORD = "acme", "t0p-sécret"
DESCRIPTION = "Skirting <wet>, £9.75 a metre & more: ask for Zoë"
COMMENTS = "Parking £1.50 at the Café Zoë & <garage>"
LINES = [  # number, schedule item, quantity, rate
    ("1", "900310", "4.00", "9.75"),
    ("2", "900205", "1.00", "38.20"),
    ("3", "900425", "2.50", "23.40"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landlord:
    """A running landlord with two orders."""

    wsdl: str
    number: str
    single: str
    do: Callable[[Callable[[], Any]], Any]  # runs something in the landlord's own thread
    sandbox: Sandbox

    @property
    def errand(self) -> list[str]:
        """The arguments of a client."""
        return [self.wsdl, USER, PASSWORD, self.number, self.single]

    def run(self, command: Sequence[str], **environment: str) -> str:
        """Run a foreign program, let no complaint of it pass, and return what it printed."""
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=120,
            check=False,
            env=os.environ | {"TZ": "America/New_York", **environment},
        )
        said, complained = done.stdout.decode(), done.stderr.decode()
        assert (done.returncode, complained) == (0, ""), f"{said}\n{complained}"
        return said

    def exchanges(self) -> list[Exchange]:
        """What the journal holds of the SOAP requests."""
        entries = self.do(lambda: list(self.sandbox.entries()))
        return [e for e in entries if isinstance(e, Exchange) and e.outcome != "document"]

    def check(self, said: str) -> None:
        """The client understood every reply, and the landlord every request."""
        words = [line.split("\t") for line in said.splitlines()]
        orders = [
            ["order", self.number, "1", "2026-03-09T08:00:00", DESCRIPTION],
            *(["line", number, sor, quantity, rate] for number, sor, quantity, rate in LINES),
            ["order", self.single, "1", "2026-03-09T08:00:00", "One line only"],
            ["line", "1", "900101", "2.00", "12.50"],
        ]
        assert sorted(words[:2]) == [["listed", self.number], ["listed", self.single]]
        assert words[2:] == [
            *orders,
            ["receipt", "Y", "ISS"],
            ["completion", "Y", "COM", "2026-03-09T16:00:00"],
            ["invoice", "Y", self.number],
            ["fault", "SCHEMA"],
        ]
        self.check_journal()

    def check_journal(self) -> None:
        """The landlord took in exactly what was meant."""
        exchanges = self.exchanges()
        assert [e.operation for e in exchanges] == [
            "RequestWorksOrders",
            "RequestWorksOrderDetails",
            "RequestWorksOrderDetails",
            "ConfirmWorksOrderReceipt",
            "CompleteWorksOrder",
            "CreateInvoice",
            "CompleteWorksOrder",
        ]
        assert [e.outcome for e in exchanges] == ["success"] * 6 + ["fault"]
        receipt, completion, invoice = (e.request or {} for e in exchanges[3:6])
        assert receipt["received_at"] == "2026-03-09T09:10:00"
        assert completion["completed_at"] == "2026-03-09T14:05:00"
        assert completion["comments"] == COMMENTS
        done = [(str(line["line_number"]), line["quantity"]) for line in completion["lines"]]
        assert done == [(number, quantity) for number, _, quantity, _ in LINES]
        (share,) = invoice["orders"]
        assert [Decimal(line["net"]) for line in share["lines"]] == [
            Decimal("39.00"),
            Decimal("38.20"),
            Decimal("58.50"),
        ]
        assert Decimal(invoice["gross_total"]) == Decimal("162.84")
        # A client that an interface of this style suits raises no finding, bar the refused message.
        assert [e.findings for e in exchanges[:6]] == [[]] * 6


def _sandbox(sandboxes: Sandboxes, seed: int | None) -> tuple[Sandbox, str, str]:
    scenario = Scenario(
        id="interop",
        title="Two orders",
        why="To see other people's SOAP stacks at work.",
        covers=(),
        profile="interop",
        starts=datetime(2026, 3, 9, 8, 0),
        seed=1,
        steps=(),
        expects=(),
    )
    sandbox = sandboxes.open(
        "interop",
        scenario=scenario,
        profile=Profile(name="interop", title="Two orders"),
        contractors=(Account(name=USER, password=PASSWORD),),
        clock="given",
        seed=seed,
        vary=seed is not None,
    )
    for description, lines in (
        (DESCRIPTION, [{"sor": sor, "quantity": quantity} for _, sor, quantity, _ in LINES]),
        ("One line only", [{"sor": "900101", "quantity": "2.00"}]),
    ):
        sandbox.act("raise_order", {"priority": "ROU", "description": description, "lines": lines})
    sandbox.advance(timedelta(hours=8), "the working day")
    number, single = (order.works_order_number for order in sandbox.orders())
    return sandbox, number, single


# Between them these seeds answer in every style, in chunks and without, compressed and not.
@pytest.fixture(params=[None, 1, 2, 3], ids=["plain", "varied-1", "varied-2", "varied-3"])
def landlord(request, background) -> Iterator[Landlord]:
    """A landlord on a real socket, in a thread of its own: foreign programs are waited for here.

    Once it answers in one form, and then in any legal form, by a seed.
    """
    sandboxes = background.do(Sandboxes.on, ":memory:")
    sandbox, number, single = background.do(_sandbox, sandboxes, request.param)
    listener = background.enter(serving(sandboxes))
    yield Landlord(
        wsdl=listener.wsdl("interop"),
        number=number,
        single=single,
        do=background.do,
        sandbox=sandbox,
    )
    background.leave()
    background.do(sandboxes.shut)


@pytest.fixture
def clients() -> Path:
    """Where the foreign clients are."""
    return Path(__file__).parent / "clients"
