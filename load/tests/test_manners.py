"""The rules over the journal of our own contractors, who repeat some invoices on purpose."""

from dataclasses import dataclass

import pytest
from desk_builder import Kept, PlainLine, contractor, raise_orders

from nps_load.contractor import Conduct
from nps_load.invariants import Finding
from nps_load.manners import REPEATED, judge_rules
from nps_load.replies import Reply
from nps_load.simulator import SANDBOX, Simulator
from nps_reports.record import Word
from nps_simulator.messages.complete_works_order import CompleteWorksOrder


@dataclass(frozen=True)
class Stutterer:
    """A line that says everything about completions twice."""

    line: PlainLine

    def call(self, row: str, request: object) -> Reply:
        reply = self.line.call(row, request)
        return self.line.call(row, request) if isinstance(request, CompleteWorksOrder) else reply


def stutterer(endpoint, login):
    return Stutterer(PlainLine(endpoint, login))


def found(simulator: Simulator) -> Finding | None:
    control = simulator.control()
    findings = judge_rules(list(control.journal(SANDBOX)))
    control.close()
    return next((each for each in findings if each.name == REPEATED), None)


@pytest.mark.parametrize(
    ("resends", "line", "word"),
    [
        (0.0, PlainLine, None),
        (1.0, PlainLine, Word.NOT_APPLICABLE),
        (0.0, stutterer, Word.WARNED),
        (1.0, stutterer, Word.WARNED),
    ],
    ids=["nothing", "invoices", "completions", "both"],
)
def test_only_invoices_are_repeated_on_purpose(simulator: Simulator, resends, line, word) -> None:
    raise_orders(simulator, 2)
    conduct = Conduct(works=True, resends=resends, batch=1)
    contractor(simulator, Kept(), conduct, line=line).poll(due=0.0, lag=0.0)

    finding = found(simulator)

    assert (finding.word if finding else None) is word
