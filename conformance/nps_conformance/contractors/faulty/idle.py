"""Does nothing at all."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact

BREAKS = ""
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Is told, and stays where it is."""

    def turn(self, fact: Fact) -> None:
        """Nothing."""
