"""Sends quantities as binary floating point has them."""

from struct import pack, unpack
from typing import Any

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "decimals-exact"
ALSO: dict[str, str] = {
    "finished-work-reported": "the completion is refused for its decimals, and no right one follows"
}


class Habit(Contractor):
    """Keeps quantities in single precision."""

    def completed_lines(self, duty: Duty, known: Known) -> list[dict[str, Any]]:
        """Quantities as a 32-bit number makes them."""
        return [
            {**line, "Quantity": str(unpack("f", pack("f", float(line["Quantity"])))[0])}
            for line in super().completed_lines(duty, known)
        ]
