"""Asks for the list with last year's password first."""

from requests.auth import HTTPBasicAuth

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import ShutOut

BREAKS = "credentials-with-every-call"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Keeps the password in two places, and changed it in one."""

    def poll(self) -> tuple[list[str], bool]:
        """The list, in the second try."""
        session = self.line.session
        right, session.auth = session.auth, HTTPBasicAuth("contractor", "winter-2025")
        try:
            return super().poll()
        except ShutOut as problem:
            self.say(str(problem))
        finally:
            session.auth = right
        return super().poll()
