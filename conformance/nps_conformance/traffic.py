"""What has arrived at a sandbox, counted from its journal."""

from nps_simulator.journal.entries import Delivery, Exchange
from nps_simulator.sandbox.sandbox import Sandbox


class Traffic:
    """Counts a sandbox's exchanges; looks only at what is new since the last look."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._next = 0
        self._calls = 0
        self._polls = 0
        self._news: list[Exchange] = []

    def calls(self) -> int:
        """Everything that arrived."""
        self._look()
        return self._calls

    def polls(self) -> int:
        """Delivered lists."""
        self._look()
        return self._polls

    def arrived(self) -> list[Exchange]:
        """Everything that has arrived since this was last asked."""
        self._look()
        news, self._news = self._news, []
        return news

    def _look(self) -> None:
        for entry in self._sandbox.entries(self._next):
            self._next = entry.seq + 1
            if isinstance(entry, Exchange):
                self._calls += 1
                self._news.append(entry)
                listed = entry.operation == "RequestWorksOrders"
                self._polls += listed and entry.delivery == Delivery.DELIVERED
