"""May it be told now? One small method per kind of duty.

`decide` settles what holds for every duty; `decide_<kind>` adds what is special.
"""

from datetime import datetime

from nps_conformance.contractors.reference.collecting import Collecting
from nps_conformance.contractors.reference.knowledge import (
    OVER,
    Appointment,
    Decision,
    Duty,
    Known,
)


class Deciding(Collecting):
    """The part of the contractor that holds back what must not be told (yet)."""

    def decide(self, duty: Duty) -> Decision:
        """What to do about a duty now."""
        if duty.kind == "invoice":
            return self.decide_invoice(duty)
        known = self.known(duty.order)
        if known is None or known.confirmed_version == 0:
            return Decision.WAIT
        standing = self.decide_by_status(duty, known)
        if standing is not Decision.GO or duty.request is not None:
            return standing
        decided = self.decided_variation(known)
        known = self.books.orders[duty.order]  # it may have been read again
        if not decided:
            return self.decide_while_pending(duty, known)
        if known.confirmed_version != known.details.version:
            return Decision.WAIT
        decision: Decision = getattr(self, f"decide_{duty.kind}")(duty, known)
        return decision

    def decide_by_status(self, duty: Duty, known: Known) -> Decision:
        """Nothing on cancelled and closed orders, only notes on completed ones; a held order
        waits for its release.
        """
        status = known.details.status
        if status in OVER or known.settled or (status == "COM" and duty.kind != "note"):
            return Decision.DROP
        return Decision.WAIT if status in {"HLD", "RAI"} else Decision.GO

    def decided_variation(self, known: Known) -> bool:
        """Whether no variation waits for the landlord; before waiting for one in another turn, it
        is looked at again.
        """
        number = known.details.works_order_number
        if not known.pending or number in self.read_now:
            return not known.pending
        if self.read(number) and self.books.orders[number].details != known.details:
            self.collect()
        return not self.books.orders[number].pending

    def decide_while_pending(self, duty: Duty, known: Known) -> Decision:
        """With a variation pending, visits go on; completing, varying, cancelling wait."""
        if duty.kind in {"complete", "vary", "cancel", "send_back"}:
            return Decision.WAIT
        decision: Decision = getattr(self, f"decide_{duty.kind}")(duty, known)
        return decision

    def decide_complete(self, duty: Duty, known: Known) -> Decision:
        """After everything that was to be told before; when all lines are finished."""
        if self.earlier(duty):
            return Decision.WAIT
        if duty.facts.get("lines"):
            lines = {line.line_number for line in known.details.lines}
            return Decision.GO if lines <= set(known.finished_lines) else Decision.DROP
        return Decision.GO

    def decide_vary(self, duty: Duty, known: Known) -> Decision:
        """One at a time, and only about lines that are there."""
        there = {line.line_number for line in known.details.lines}
        changed = {line["line"] for line in duty.facts["lines"] if line["action"] != "ADD"}
        if self.earlier(duty):
            return Decision.WAIT
        return Decision.GO if changed <= there else Decision.DROP

    def decide_book(self, duty: Duty, known: Known) -> Decision:
        """Unless that very visit stands already."""
        same = [
            visit
            for visit in known.open_appointments()
            if visit.appointment_date.isoformat() == duty.facts["date"]
        ]
        return Decision.DROP if same else Decision.GO

    def decide_arrive(self, duty: Duty, known: Known) -> Decision:
        """For a visit that stands and was not attended before; never for one that failed."""
        visit = self.visit(duty, known)
        return Decision.DROP if visit is None or visit.status_code == "ATT" else Decision.GO

    def decide_close_visit(self, duty: Duty, known: Known) -> Decision:
        """For a visit that stands."""
        return Decision.DROP if self.visit(duty, known) is None else Decision.GO

    def decide_break_visit(self, duty: Duty, known: Known) -> Decision:
        """For a visit that stands."""
        return Decision.DROP if self.visit(duty, known) is None else Decision.GO

    def decide_call_off_visit(self, duty: Duty, known: Known) -> Decision:
        """For a visit that stands."""
        return Decision.DROP if self.visit(duty, known) is None else Decision.GO

    def decide_non_access(self, duty: Duty, known: Known) -> Decision:
        """For a visit that stands, or one without appointment; not for one that failed before."""
        day = _day(duty)
        dates = {visit.appointment_date for visit in known.details.appointments}
        none_left = self.visit(duty, known) is None
        return Decision.DROP if none_left and day.date() in dates else Decision.GO

    def decide_cancel(self, duty: Duty, _known: Known) -> Decision:
        """After everything that was to be told before; the landlord calls the visits off."""
        return Decision.WAIT if self.earlier(duty) else Decision.GO

    def decide_send_back(self, duty: Duty, known: Known) -> Decision:
        """Only while no part of it ever began."""
        if known.began or known.details.variations:
            return Decision.DROP
        return self.decide_cancel(duty, known)

    def decide_note(self, _duty: Duty, _known: Known) -> Decision:
        """At any time."""
        return Decision.GO

    def decide_invoice(self, duty: Duty) -> Decision:
        """While there is something to invoice, or an invoice without a clear answer."""
        wanted = duty.request is not None or self.to_invoice(duty)
        return Decision.GO if wanted else Decision.DROP

    def to_invoice(self, _duty: Duty) -> list[str]:
        """Numbers that an invoice may cover; see `Invoicing`."""
        return []

    def visit(self, duty: Duty, known: Known) -> Appointment | None:
        """The standing visit a duty is about: an attended one, else the one of that day."""
        attended = [visit for visit in known.open_appointments() if visit.status_code == "ATT"]
        return attended[0] if attended else known.appointment_on(_day(duty).date())

    def earlier(self, duty: Duty) -> list[Duty]:
        """Duties about the same order that came before and are not discharged."""
        return [
            other
            for other in self.books.duties
            if other.order == duty.order and other.number < duty.number and other.kind != "note"
        ]


def _day(duty: Duty) -> datetime:
    """The day of the visit, when it is said, else the day on which it happened."""
    return datetime.fromisoformat(duty.facts.get("date") or duty.facts["at"])
