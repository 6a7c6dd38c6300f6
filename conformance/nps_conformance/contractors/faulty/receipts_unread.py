"""Confirms the receipt of a listed number, and reads the details afterwards."""

from nps_conformance.contractors.reference.contractor import Contractor

BREAKS = "receipt-after-details"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Takes the number on the list for the order."""

    def take_over(self, number: str) -> None:
        """Confirm a new number at once, then do it properly."""
        if self.known(number) is None:
            request = {"WorksOrderNumber": number, "ExternalReference": self.next_reference()}
            self.ask("ConfirmWorksOrderReceipt", request)
        super().take_over(number)
