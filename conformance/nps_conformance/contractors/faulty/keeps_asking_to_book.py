"""Asks again for visits that it may not book."""

import msgspec

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer

BREAKS = "booking-permission-heeded"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Takes every no for a maybe."""

    def after_refusal(self, duty: Duty, answer: Answer) -> None:
        """Once more, whatever the code says."""
        super().after_refusal(duty, msgspec.structs.replace(answer, code=""))
