"""Gives all notes of a works order one reference."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer

BREAKS = "reference-names-one-event"
ALSO: dict[str, str] = {
    "remark-passed-on": "the second note is refused for its reference, and none comes in its place"
}


class Habit(Contractor):
    """Takes the external reference for the name of the order."""

    def tell(self, duty: Duty) -> Answer | None:
        """A note goes under the order's number."""
        if duty.kind == "note" and duty.request is not None:
            duty.request["ExternalReference"] = f"NOTE-{duty.order}"
        return super().tell(duty)
