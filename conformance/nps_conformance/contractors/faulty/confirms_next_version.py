"""Confirms the next version of a listed change at once, and reads the details afterwards."""

from nps_conformance.contractors.reference.contractor import Contractor

BREAKS = "receipt-of-version-read"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Takes a listed change for the next version, and has it off the list before it reads."""

    def take_over(self, number: str) -> None:
        """Confirm the version that a change must have made, then do it properly."""
        known = self.known(number)
        if known is not None:
            request = {
                "WorksOrderNumber": number,
                "Version": known.details.version + 1,
                "ExternalReference": self.next_reference(),
            }
            self.line.call("ConfirmWorksOrderReceipt", request)
        super().take_over(number)
