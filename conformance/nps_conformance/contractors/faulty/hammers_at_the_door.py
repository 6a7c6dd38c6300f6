"""Tries refused credentials again at once, until they are accepted."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import ShutOut

BREAKS = "refused-credentials-not-hammered"
ALSO: dict[str, str] = {}
MOST = 50


class Habit(Contractor):
    """Takes a locked account for a network error."""

    def poll(self) -> tuple[list[str], bool]:
        """The list, however often it has to knock."""
        for _ in range(MOST):
            try:
                return super().poll()
            except ShutOut as problem:
                self.say(str(problem))
        return super().poll()
