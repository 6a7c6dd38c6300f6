"""Asks for a rejected variation again, as it was."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Details, Duty
from nps_conformance.contractors.reference.line import Answer

BREAKS = "rejected-variation-not-repeated"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Hopes for another surveyor."""

    def after_success(self, duty: Duty, answer: Answer) -> None:
        """Remember what was asked for, by the reference it was sent under."""
        if duty.kind == "vary" and duty.request is not None:
            self.asked: dict[str, Duty] = getattr(self, "asked", {})
            self.asked[duty.request["ExternalReference"]] = duty
        super().after_success(duty, answer)

    def keep_details(self, old: Details, new: Details) -> Details:
        """Take it on again, once, when it is rejected."""
        asked = getattr(self, "asked", {})
        for each in new.variations:
            duty = asked.pop(each.external_reference, None) if each.status == "REJ" else None
            if duty is not None and not duty.facts.get("again"):
                self.keep("vary", duty.order, {**duty.facts, "again": True})
        return super().keep_details(old, new)
