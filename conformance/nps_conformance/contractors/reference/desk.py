"""The desk: asks and tells the landlord, and keeps at it until an answer is clear."""

import sys
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from nps_conformance.contractors.reference.knowledge import Books, Duty, Known
from nps_conformance.contractors.reference.line import Answer, Line, Unclear
from nps_conformance.contractors.reference.memory import Memory

TRIES = 4  # sends of one request within a turn; the next turn goes on with the same request
PAUSE = 0.05  # seconds before the first resend, doubled each time


class Desk:
    """What every part of the contractor needs: the line, the books and the given time."""

    def __init__(self, line: Line, memory: Memory) -> None:
        self.line = line
        self.memory = memory
        self.now = datetime(1970, 1, 1)  # set by each turn: a contractor is told the time
        self.read_now: set[str] = set()  # orders whose details were read in this turn

    @property
    def books(self) -> Books:
        """What is remembered."""
        return self.memory.books

    def known(self, number: str) -> Known | None:
        """An order, when it was ever read."""
        return self.books.orders.get(number)

    def amend(self, number: str, **changes: Any) -> None:  # noqa: ANN401 - fields of `Known`
        """Put down what has changed about an order that was read."""
        before = self.books.orders[number]
        known = msgspec.structs.replace(before, **changes)
        if known != before:  # else there is nothing to write down
            self.books.orders[number] = known

    def say(self, text: str) -> None:
        """A line for whoever reads the contractor's log."""
        sys.stderr.write(f"{text}\n")

    def next_reference(self) -> str:
        """A new external reference: counted, never used twice."""
        return f"REF-{self.memory.count('reference'):06d}"

    def prepare_resend(self, duty: Duty) -> None:
        """Change a request before it is sent again. It is not changed: same reference, same
        content, so that the landlord can tell it is the same.
        """

    def keep(self, kind: str, order: str, facts: Mapping[str, Any] | None = None) -> Duty:
        """Take on a duty."""
        number = self.memory.count("duty")
        duty = Duty(number=number, kind=kind, order=order, facts=dict(facts or {}))
        self.books.duties.append(duty)
        return duty

    def discharge(self, duty: Duty) -> None:
        """A duty is done with."""
        self.books.duties.remove(duty)
        self.memory.save()

    def ask(self, operation: str, request: Mapping[str, Any]) -> Answer | None:
        """A question that changes nothing; None when no clear answer came."""
        for attempt in range(TRIES):
            try:
                answer = self.line.call(operation, request)
            except Unclear as problem:
                self._pause(attempt, problem)
                continue
            self.hear(answer)
            return answer
        return None

    def tell(self, duty: Duty) -> Answer | None:
        """Send a duty's request until there is a definite answer; None when there is none yet.

        The request is in the books before it is sent, so that a restart sends the same one.
        """
        if duty.request is None:
            raise ValueError(f"duty {duty.number} ({duty.kind}) has no request to send")
        self.memory.save(forced=True)
        for attempt in range(TRIES):
            try:
                answer = self.line.call(duty.operation, duty.request)
            except Unclear as problem:
                self._pause(attempt, problem)
                self.prepare_resend(duty)
                self.memory.save()
                continue
            self.hear(answer)
            return answer
        return None

    def hear(self, answer: Answer) -> None:
        """Keep what the landlord said beside the answer; a success with messages is a success."""
        self.books.messages.extend(answer.messages)

    def _pause(self, attempt: int, problem: Unclear) -> None:
        self.say(f"no clear answer: {problem}")
        if attempt + 1 < TRIES:
            time.sleep(PAUSE * 2**attempt)
