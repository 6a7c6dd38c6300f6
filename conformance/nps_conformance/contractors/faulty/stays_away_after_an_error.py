"""Does not call any more after the first call that went wrong."""

from collections.abc import Mapping
from typing import Any

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer, Unclear

BREAKS = "recovers-after-faults"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Has a switch that opens at the first error, and nobody who closes it."""

    open = False

    def ask(self, operation: str, request: Mapping[str, Any]) -> Answer | None:
        """One try, and never another."""
        return self.try_once(operation, request)

    def tell(self, duty: Duty) -> Answer | None:
        """Likewise."""
        return self.try_once(duty.operation, duty.request or {})

    def try_once(self, operation: str, request: Mapping[str, Any]) -> Answer | None:
        """The call, unless the switch is open."""
        if self.open:
            return None
        try:
            answer = self.line.call(operation, request)
        except Unclear:
            self.open = True
            return None
        self.hear(answer)
        return answer
