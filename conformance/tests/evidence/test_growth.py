"""Judging takes steps in proportion to the journal, also when all of it is about one order.

Steps are instructions of Python, which are counted and not timed, so that they are the same on
every machine. What C does in one step (a slice, a search in a text) is not seen.
"""

import sys

import pytest
from long_order import KINDS, journal_of

from nps_conformance.evidence.build import build
from nps_conformance.rules._book import RULES

TURNS = 40
# Of what is twice as long: linear is 2, a logarithm more is little above, quadratic is 4.
MOST = 2.6
FEW = 1000  # steps; below, what is done once weighs too much


class Steps:
    """Counts the steps that Python takes."""

    def __init__(self):
        self.count = 0

    def trace(self, frame, event, _argument):
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        self.count += event == "opcode"
        return self.trace


def steps(work):
    """How many steps it takes."""
    counting = Steps()
    before = sys.gettrace()
    sys.settrace(counting.trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return counting.count


def of_each(kind, turns):
    """The steps of building the evidence of such a journal, and of each rule on it."""
    entries = journal_of(kind, turns).read_back()
    evidence = build(entries)
    counted = {rule.id: steps(lambda: list(rule.check(evidence))) for rule in RULES.values()}  # noqa: B023 - called at once
    return {"build": steps(lambda: build(entries)), **counted}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_twice_as_much_about_one_order_takes_twice_as_long(kind):
    once, twice = of_each(kind, TURNS), of_each(kind, 2 * TURNS)

    grown = {
        name: round(twice[name] / count, 2)
        for name, count in once.items()
        if count > FEW and twice[name] > MOST * count
    }
    assert grown == {}
