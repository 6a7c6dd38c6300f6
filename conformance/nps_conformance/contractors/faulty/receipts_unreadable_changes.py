"""Confirms a listed change though its details could not be read, and reads them afterwards."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Unclear

BREAKS = "no-receipt-after-failed-reading"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Has the number off the list, whatever it means."""

    def take_over(self, number: str) -> None:
        """One try to read; then a receipt, and then properly."""
        if self.known(number) is not None:
            try:
                self.line.call("RequestWorksOrderDetails", {"WorksOrderNumber": number})
            except Unclear:
                request = {"WorksOrderNumber": number, "ExternalReference": self.next_reference()}
                self.line.call("ConfirmWorksOrderReceipt", request)
        super().take_over(number)
