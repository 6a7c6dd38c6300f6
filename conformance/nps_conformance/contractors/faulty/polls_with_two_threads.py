"""Asks for the list a second time while the first is under way."""

from threading import Thread

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Unclear

BREAKS = "one-poll-at-a-time"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Has two pollers that know nothing of each other."""

    def poll(self) -> tuple[list[str], bool]:
        """The list; the other poller has asked for it too."""
        other = Thread(target=self.ask_too)
        other.start()
        try:
            return super().poll()
        finally:
            other.join()

    def ask_too(self) -> None:
        """Whatever it is told is left to the first."""
        try:
            self.line.call("RequestWorksOrders", {})
        except Unclear as problem:
            self.say(str(problem))
