"""The reference contractor: what it does with a fact, and what it does in a turn.

A turn is: take the fact in, collect news, then work through the duties. A habit that breaks a rule
is a subclass with one method of another kind; see `contractors/README.md`.
"""

from datetime import datetime
from typing import Any

import msgspec

from nps_conformance.contractors.reference.invoicing import Invoicing
from nps_conformance.contractors.reference.knowledge import Decision, Duty
from nps_conformance.contractors.reference.line import Answer, ShutOut

MOST_REFUSALS = 2  # after that a person would have to look
# What is not permitted; asking again is no use.
FOR_GOOD = frozenset({"BOOKING-NOT-PERMITTED", "CANCEL-NOT-PERMITTED"})
# What is passed on by a note when it is refused for good, and what it says if nobody said it.
PASSED_ON = {"cancel": "No longer required.", "vary": "More work was found."}

# Which duties follow from a fact of the world, in this order.
DUTIES = {
    "visit_agreed": ("book",),
    "operative_arrived": ("arrive",),
    "work_started": ("arrive",),
    "work_finished": ("arrive", "close_visit", "complete"),
    "more_work_found": ("vary",),
    "nobody_in": ("non_access",),
    "visit_missed": ("break_visit",),
    "visit_called_off": ("call_off_visit",),
    "tenant_declined": ("cancel",),
    "wrong_contractor": ("send_back",),
    "remark": ("note",),
    "hazard_seen": ("note",),
    "month_end": ("invoice",),
}
BEGINS = frozenset({"arrive", "vary", "non_access", "complete"})


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What the contractor's side is told, as it comes: a fact of the world, or a `round`."""

    id: int = 0
    kind: str
    now: str = ""
    order: str = ""
    occurred_at: str = ""
    text: str = ""
    facts: dict[str, Any] = {}


class Contractor(Invoicing):
    """Upholds every rule; each small method is a place where a faulty one may differ."""

    def turn(self, fact: Fact) -> None:
        """Deal with one fact, or with a round in which nothing new is known."""
        self.now = datetime.fromisoformat(fact.now)
        self.read_now.clear()
        if fact.kind != "round" and fact.id > self.books.handled:
            self.books.handled = fact.id
            self.take_in(fact)
            self.memory.save(forced=True)
        try:
            self.collect()
            self.work()
        except ShutOut as problem:
            if not self.line.welcome:
                raise  # they never were the right ones
            self.say(f"{problem}; a person has to look, the next turn tries once more")

    def take_in(self, fact: Fact) -> None:
        """Turn a fact into duties."""
        facts = {"at": fact.occurred_at, "text": fact.text, **fact.facts}
        if fact.kind == "hazard_seen":
            facts["note_type"] = "HAZ"
        known = self.known(fact.order)
        if known is not None and fact.kind == "work_finished":
            finished = {line["line"] for line in fact.facts.get("lines", ())}
            lines = tuple(sorted({*known.finished_lines, *finished}))
            self.amend(fact.order, finished_lines=lines)
        kinds = self.duties_for(fact)
        if not kinds:
            self.say(f"a fact of kind {fact.kind} means nothing to this contractor")
        for kind in kinds:
            self.keep(kind, fact.order, facts)

    def duties_for(self, fact: Fact) -> tuple[str, ...]:
        """Which duties follow from a fact."""
        return DUTIES.get(fact.kind, ())

    def work(self) -> None:
        """Work through the duties in order, invoices last."""
        for duty in sorted(self.books.duties, key=lambda duty: duty.kind == "invoice"):
            if duty.kind != "receipt" and duty in self.books.duties:
                self.attend_to(duty)

    def attend_to(self, duty: Duty) -> None:
        """Tell the landlord about one duty, if it is time."""
        decision = self.decide(duty)
        if decision is Decision.DROP:
            self.discharge(duty)
        if decision is not Decision.GO:
            return
        if duty.request is None:
            operation, request = self.build(duty)
            duty.operation = operation
            duty.request = {name: value for name, value in request.items() if value is not None}
            duty.request["ExternalReference"] = self.next_reference()
        answer = self.tell(duty)
        if answer is None:
            return
        if duty.kind == "invoice":
            self.after_invoice(duty, answer)
        elif answer.success:
            self.after_success(duty, answer)
        else:
            self.after_refusal(duty, answer)

    def after_success(self, duty: Duty, _answer: Answer) -> None:
        """It is done; look at the order as it is now."""
        known = self.books.orders[duty.order]
        self.amend(
            duty.order,
            began=known.began or duty.kind in BEGINS,
            settled=known.settled or duty.kind in {"cancel", "send_back"},
        )
        self.discharge(duty)
        if duty.kind != "note":
            self.read(duty.order)

    def after_refusal(self, duty: Duty, answer: Answer) -> None:
        """Look at the order again and decide anew, under a new reference; give up after a
        second refusal, and say so in the log. What a person then has to decide becomes a note.
        """
        self.say(f"refused: {duty.kind} for {duty.order}: {answer.messages}")
        duty.refused += 1
        duty.request = None
        self.memory.save()
        self.read(duty.order)
        if duty.refused >= MOST_REFUSALS or answer.code in FOR_GOOD:
            self.discharge(duty)
            if duty.kind in PASSED_ON:
                text = duty.facts.get("text") or PASSED_ON[duty.kind]
                self.keep("note", duty.order, {**duty.facts, "text": text})
        elif duty.refused == 1:
            self.attend_to(duty)
