"""Come and get it: poll for news, read each order, keep it, and only then confirm the receipt."""

import msgspec

from nps_conformance.contractors.reference.desk import Desk
from nps_conformance.contractors.reference.knowledge import Details, Duty, Known

MOST_PAGES = 100
MOST_READINGS = 4  # readings of one order within a turn when its receipt is refused as stale


class Collecting(Desk):
    """The part of the contractor that takes orders in."""

    def collect(self) -> None:
        """Take in all news: pages of the list, until there is no more."""
        for duty in [duty for duty in self.books.duties if duty.kind == "receipt"]:
            self.tell_receipt(duty)
        for _ in range(MOST_PAGES):
            numbers, more = self.poll()
            for number in numbers:
                self.take_over(number)
            if not more:
                break
        for number, known in self.books.orders.items():
            if known.stale:
                self.read(number)

    def poll(self) -> tuple[list[str], bool]:
        """The listed numbers, each once, and whether there are more than the list shows."""
        answer = self.ask("RequestWorksOrders", {})
        if answer is None or not answer.success:
            return [], False
        listed = answer.content.get("WorksOrders", [])
        numbers = list(dict.fromkeys(order["WorksOrderNumber"] for order in listed))
        return numbers, bool(numbers) and answer.content.get("MoreAvailable") == "Y"

    def take_over(self, number: str) -> None:
        """Read a listed order and confirm its receipt; read again when that is refused."""
        for _ in range(MOST_READINGS):
            if not self.read(number) or self.confirm(number):
                return

    def read(self, number: str) -> bool:
        """Ask for the details and keep them in place of the old ones. False when none came."""
        answer = self.ask("RequestWorksOrderDetails", {"WorksOrderNumber": number})
        known = self.known(number)
        if answer is None or not answer.success:
            if known is not None:
                self.amend(number, stale=True)
            return False
        details = msgspec.convert(answer.content["WorksOrder"], Details)
        if known is None:
            known = Known(details=details)
            self.books.orders[number] = known
        self.read_now.add(number)
        self.amend(number, details=self.keep_details(known.details, details), stale=False)
        self.memory.save(forced=True)
        return True

    def keep_details(self, _old: Details, new: Details) -> Details:
        """What is kept of a reading: all of the new one, nothing of the old one."""
        return new

    def confirm(self, number: str) -> bool:
        """Confirm the receipt of what was read; False when it was refused."""
        duty = self.keep("receipt", number)
        duty.operation, duty.request = self.build_receipt(number)
        duty.request["ExternalReference"] = self.next_reference()
        return self.tell_receipt(duty)

    def build_receipt(self, number: str) -> tuple[str, dict[str, object]]:
        """The receipt of the version that was read."""
        known = self.books.orders[number]
        return "ConfirmWorksOrderReceipt", {
            "WorksOrderNumber": number,
            "Version": known.details.version,
            "ReceivedAt": self.now.isoformat(),
        }

    def tell_receipt(self, duty: Duty) -> bool:
        """Send a receipt. An unclear one stays among the duties and is sent again next turn."""
        answer = self.tell(duty)
        if answer is None:
            return True
        known = self.books.orders[duty.order]
        if answer.success and duty.request is not None:
            version = int(duty.request.get("Version", known.details.version))
            self.amend(duty.order, confirmed_version=version)
        self.discharge(duty)
        return answer.success
