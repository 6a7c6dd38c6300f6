"""Confirms the next version, unread, when a receipt is refused as stale."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty

BREAKS = "receipt-of-version-read"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Takes the refusal for a hint."""

    def tell_receipt(self, duty: Duty) -> bool:
        """Try the next number before reading again."""
        answered = super().tell_receipt(duty)
        if not answered and duty.request is not None:
            guess = {**duty.request, "Version": int(duty.request["Version"]) + 1}
            guess["ExternalReference"] = self.next_reference()
            self.line.call(duty.operation, guess)
        return answered
