"""Goes on asking for the list after its worker died of the first news that matters."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer, Unclear

BREAKS = ""
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Has a poller that is a process of its own, and nobody who watches the worker."""

    unanswered = False
    refused = False

    def collect(self) -> None:
        """The list is asked for; the rest is left to a worker that is dead."""
        if self.matters():
            self.poll()
        else:
            super().collect()

    def work(self) -> None:
        """No duty is attended to once there was something to be careful about."""
        if not self.matters():
            super().work()

    def tell(self, duty: Duty) -> Answer | None:
        """One try; to stay without an answer matters too, and so does a refusal."""
        try:
            answer = self.line.call(duty.operation, duty.request or {})
        except Unclear:
            self.unanswered = True
            return None
        self.refused = self.refused or not answer.success
        self.hear(answer)
        return answer

    def matters(self) -> bool:
        """Whether there was news after which something must not be done any more."""
        return (
            self.unanswered
            or self.refused
            or any(
                known.began
                or known.details.status not in {"AUT", "ISS"}
                or known.details.variations
                or known.details.invoices
                or known.failed_appointment() is not None
                for known in self.books.orders.values()
            )
        )
