"""Builds a virtual contractor over the standard library's client, and the landlord it talks to."""

import http.client
from base64 import b64encode
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlsplit

from nps_load.contractor import Conduct, VirtualContractor
from nps_load.envelopes import Envelopes
from nps_load.kept import judge_journal
from nps_load.record import Call, Line, Record, Timeline
from nps_load.replies import Replies, Reply, lost
from nps_load.simulator import SANDBOX, Simulator, own_logins
from nps_load.targets import Login
from nps_reports.record import Word
from nps_simulator.clock import uk_now
from nps_simulator.dice import Dice
from nps_simulator.messages.vary_works_order import VaryWorksOrder

ORDER = {"priority": "ROU", "description": "x", "lines": [{"sor": "900101", "quantity": "1"}]}
LOGIN = own_logins(1)[0]


class PlainLine:
    """A line over the standard library's client."""

    def __init__(self, endpoint: str, login: Login) -> None:
        self._parts = urlsplit(endpoint)
        pair = f"{login.username}:{login.password}".encode()
        self._authorization = f"Basic {b64encode(pair).decode()}"
        self._envelopes = Envelopes()
        self._replies = Replies()

    def call(self, row: str, request: object) -> Reply:
        assert row == self._envelopes.row(request)
        headers = {
            "Authorization": self._authorization,
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": self._envelopes.action(request),
        }
        connection = http.client.HTTPConnection(self._parts.netloc, timeout=20)
        try:
            connection.request("POST", self._parts.path, self._envelopes.of(request), headers)
            response = connection.getresponse()
            return self._replies.check(response.status, response.read())
        except (http.client.HTTPException, OSError) as error:
            return lost(error)
        finally:
            connection.close()


class Dearer(PlainLine):
    """Asks for so much more work than the contractor meant that the landlord has to think."""

    def call(self, row: str, request: object) -> Reply:
        if isinstance(request, VaryWorksOrder):
            lines = tuple(replace(each, quantity=Decimal(90)) for each in request.lines)
            request = replace(request, lines=lines, comments="All of the plaster is loose.")
        return super().call(row, request)


class Kept:
    """A record in memory."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def write(self, line: Line) -> None:
        self.lines.append(line)

    def rows(self) -> list[str]:
        return [line.row for line in self.lines if isinstance(line, Call)]

    def calls(self, row: str) -> list[Call]:
        return [line for line in self.lines if isinstance(line, Call) and line.row == row]


def contractor(
    simulator: Simulator,
    record: Kept,
    conduct: Conduct,
    stamp: str = "t-0",
    line: type[PlainLine] = PlainLine,
) -> VirtualContractor:
    def today() -> datetime:
        return uk_now()

    return VirtualContractor(
        name=LOGIN.username,
        stamp=stamp,
        line=line(simulator.endpoint, LOGIN),
        replies=Replies(),
        record=record,
        conduct=conduct,
        chance=Dice(1).stream("resends"),
        now=Timeline().now,
        today=today,
    )


def raise_orders(simulator: Simulator, count: int) -> None:
    control = simulator.control()
    for _ in range(count):
        control.ask("POST", f"/sandboxes/{SANDBOX}/orders", ORDER)
    control.close()


def arm(simulator: Simulator, operation: str, kind: str = "lose-reply") -> None:
    control = simulator.control()
    control.ask("POST", f"/sandboxes/{SANDBOX}/faults", {"on": operation, "kind": kind})
    control.close()


def decide(simulator: Simulator, action: str, arguments: dict[str, str]) -> None:
    control = simulator.control()
    control.ask("POST", f"/sandboxes/{SANDBOX}/actions/{action}", arguments)
    control.close()


def kept_words(simulator: Simulator, record: Kept) -> dict[str, Word]:
    control = simulator.control()
    found = judge_journal(control.journal(SANDBOX), Record.of(record.lines))
    control.close()
    return {each.name: each.word for each in found}
