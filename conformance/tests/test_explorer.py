"""The two readings of the specification: refusals and rules, held against each other.

`pytest conformance/tests/test_explorer.py --explore 20000` looks longer than CI does.
"""

import sys
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from nps_conformance.explorer.deeds import DEEDS, among
from nps_conformance.explorer.readings import GUARDED, PAIRS, RULES, behind, hold, unguarded
from nps_conformance.explorer.world import ACME, BODGE, FATES, open_world
from nps_simulator.sandbox.sandboxes import Sandboxes

EXAMPLES = 1000  # of CI: always the same
TOMORROW = {"date": "2026-03-04", "slot": "AM"}
LANDLORD = {
    "hold_order": {},
    "release_order": {},
    "cancel_order": {},
    "approve_variation": {},
    "reject_variation": {},
    "break_appointment": {},
    "book_appointment": TOMORROW,
    "move_appointment": TOMORROW,
    "amend_order": {"lines": [{"line": 1, "quantity": "4.00"}]},
    "reject_invoice": {},
    "query_invoice": {},
    "approve_invoice": {},
    "pay_invoice": {},
    "reallocate_order": {"contractor": BODGE},
}
FACTS = {
    "work_finished": {"order": None},
    "visit_agreed": {"order": None, **TOMORROW},
    "month_end": {},
}
ORDER = {
    "priority": "ROU",
    "description": "Leaking tap",
    "lines": [{"sor": "900101", "quantity": "2.00"}, {"sor": "900205", "quantity": "1.00"}],
    "contractor": ACME,
}
RECEIVED = (("read", 0), ("confirm", 0))
BOOKED = (*RECEIVED, ("book", 0))
COMPLETED = (*RECEIVED, ("complete", 0))
REJECTED = (*RECEIVED, ("vary", 0), ("reject_variation", 0), ("read", 0))
# The shortest road to each refusal that mirrors a rule.
ROADS = {
    "APPOINTMENT-BROKEN": (*BOOKED, ("break_appointment", 0), ("read", 0), ("status", 0)),
    "APPOINTMENT-OPEN": (*BOOKED, ("book", 0)),
    "APPOINTMENT-STEP": (*BOOKED, ("status", 4), ("status", 6)),
    "APPOINTMENT-FINAL": (*BOOKED, ("status", 0), ("status", 4)),
    "APPOINTMENT-UNKNOWN": (*RECEIVED, ("status", 0)),
    "COMPLETED-ALREADY": (*COMPLETED, ("complete", 0)),
    "COMPLETION-LINES": (*RECEIVED, ("complete", 3)),
    "COMPLETION-REJECTED": (*REJECTED, ("complete", 2)),
    "DECIMALS-TOO-MANY": (("invoice", 8),),
    "DETAILS-NOT-READ": (("confirm", 0),),
    "INVOICE-LINES": (*COMPLETED, ("invoice", 2)),
    "INVOICE-RATE": (*COMPLETED, ("invoice", 6)),
    "INVOICE-REJECTED": (*REJECTED, ("complete", 0), ("invoice", 1)),
    "INVOICE-TAX-CODE": (*COMPLETED, ("invoice", 7)),
    "INVOICED-ALREADY": (*COMPLETED, ("invoice", 0), ("invoice", 0)),
    "ITEM-UNKNOWN": (*RECEIVED, ("vary_oddly", 0)),
    "LINE-EXISTS": (*RECEIVED, ("vary_oddly", 3)),
    "LINE-INCOMPLETE": (*RECEIVED, ("vary_oddly", 2)),
    "LINE-NET-WRONG": (*COMPLETED, ("invoice", 9)),
    "LINE-TAX-WRONG": (*COMPLETED, ("invoice", 18)),
    "LINE-UNKNOWN": (*RECEIVED, ("vary_oddly", 4)),
    "NOT-COMPLETED": (*RECEIVED, ("invoice", 0)),
    "ORDER-CANCELLED": (*RECEIVED, ("cancel_order", 0), ("read", 0), ("complete", 0)),
    "NOTHING-LEFT": (*RECEIVED, ("vary_oddly", 5)),
    "ORDER-CLOSED": (*COMPLETED, ("invoice", 0), ("note", 0)),
    "ORDER-COMPLETED": (*COMPLETED, ("vary", 0)),
    "ORDER-HELD": (*RECEIVED, ("hold_order", 0), ("read", 0), ("complete", 0)),
    "ORDER-SUM-WRONG": (*COMPLETED, ("invoice", 27)),
    "RATE-NOT-AGREED": (*RECEIVED, ("vary_oddly", 1)),
    "REASON-MISSING": (*BOOKED, ("status", 193)),
    "REFERENCE-REUSED": (*COMPLETED, ("invoice", 90), ("invoice", 91)),
    "REVERSE-CHARGE-WRONG": (*COMPLETED, ("invoice", 72)),
    "RECEIPT-MISSING": (("read", 0), ("complete", 0)),
    "TOTAL-WRONG": (*COMPLETED, ("invoice", 45)),
    "VARIATION-OPEN": (*RECEIVED, ("vary", 0), ("vary", 3)),
    "VARIATION-PENDING": (*RECEIVED, ("vary", 0), ("complete", 0)),
    "VERSION-NOT-READ": (("read", 0), ("confirm", 2)),
    "VERSION-STALE": (*RECEIVED, ("vary", 15)),
    "WORK-BEGAN": (*RECEIVED, ("vary", 0), ("cancel", 1)),
}
# How far an order has come when the exploring begins.
BEGINNINGS = (
    RECEIVED,
    BOOKED,
    COMPLETED,
    REJECTED,
    (*BOOKED, ("status", 2)),
    (("cancel_order", 0), *RECEIVED),
    *(road[:-1] for road in ROADS.values()),
    *ROADS.values(),
)
POLICIES = st.fixed_dictionaries(
    {"pays_at_once": st.booleans(), "second_seed": st.sampled_from([True, True, False])}
)
MAY = st.fixed_dictionaries(
    {"needs_inspection": st.sampled_from([False, False, True]), "end_user_confirmed": st.booleans()}
)
WHICH = st.integers(0, 1)
TWIST = st.just(0) | st.integers(0, 15) | st.integers(0, 200)
FATE = st.sampled_from([FATES[0]] * 8 + list(FATES))


def step(world, name, which, twist, fate=FATES[0]):
    """A contractor's deed or a landlord's action on one of the orders."""
    number = among(world.numbers(), which)
    if name in DEEDS:
        world.send(DEEDS[name](world, number, twist), fate)
    else:
        world.act(name, {"order": number, **LANDLORD[name]})


class Explorer(RuleBasedStateMachine):
    """One landlord, one contractor, and whatever occurs to them."""

    sandboxes = None
    seen = None

    @initialize(policy=POLICIES, may=MAY, first=st.sampled_from(BEGINNINGS), two=st.booleans())
    def begin(self, policy, may, first, two):
        type(self).opened += 1
        self.world = open_world(self.sandboxes, f"world-{self.opened}", policy, may)
        for _ in range(1 + two):
            self.world.act("raise_order", ORDER)
        for name, twist in first:
            self.do(name, 0, twist)

    def do(self, name, which, twist, fate=FATES[0]):
        step(self.world, name, which, twist, fate)

    @rule(name=st.sampled_from(sorted(DEEDS)), which=WHICH, twist=TWIST, fate=FATE)
    def contractor(self, name, which, twist, fate):
        self.do(name, which, twist, fate)

    @rule(which=WHICH)
    def look(self, which):
        self.do("read", which, 0)

    @rule(name=st.sampled_from(sorted(DEEDS)), which=WHICH, twist=TWIST)
    def contractor_looks_first(self, name, which, twist):
        self.do("read", which, 0)
        self.do(name, which, twist)

    @rule(which=WHICH, twist=TWIST)
    def contractor_asks_in_vain(self, which, twist):
        for name, how in (("read", 0), ("vary", twist), ("reject_variation", 0), ("read", 0)):
            self.do(name, which, how)

    @rule(which=WHICH, done=st.integers(0, 24), charged=st.integers(0, 9), fate=FATE)
    def contractor_finishes(self, which, done, charged, fate):
        self.do("complete", which, done)
        self.do("invoice", which, charged, fate)

    @rule(name=st.sampled_from(sorted(LANDLORD)), which=WHICH)
    def landlord(self, name, which):
        self.do(name, which, 0)

    @rule(back=st.integers(0, 5), renamed=st.booleans(), fate=FATE)
    def contractor_sends_again(self, back, renamed, fate):
        if self.world.sent:
            message = among(list(reversed(self.world.sent)), back)
            if renamed:
                message = replace(message, external_reference=self.world.reference())
            self.world.send(message, fate)

    @rule(name=st.sampled_from(sorted(DEEDS)), which=WHICH, twist=TWIST, fate=FATE)
    def contractor_looks_afterwards(self, name, which, twist, fate):
        self.do(name, which, twist, fate)
        self.do("read", which, 0)

    @rule(which=WHICH, ending=st.integers(0, 7))
    def contractor_looks_and_reports_a_visit(self, which, ending):
        self.do("read", which, 0)
        self.do("status", which, ending)

    @rule(which=WHICH, wrong=st.integers(0, 9), charged=st.just(0) | st.integers(0, 9))
    def contractor_bills(self, which, wrong, charged):
        self.do("read", which, 0)
        self.do("invoice", which, charged + 9 * wrong)

    @rule(which=WHICH, twist=st.integers(1, 2))
    def contractor_sends_back(self, which, twist):
        self.do("cancel", which, twist)

    @rule(kind=st.sampled_from(sorted(FACTS)), which=WHICH)
    def fact(self, kind, which):
        facts = dict(FACTS[kind])
        if "order" in facts:
            facts["order"] = among(self.world.numbers(), which)
        self.world.tell(kind, facts)

    @rule()
    def a_round(self):
        self.world.round()

    def teardown(self):
        if not hasattr(self, "world"):
            return
        held = hold(self.world.end())
        self.seen.update(held.agreed)
        if held.disagreements:
            lines = [f"  {line}" for line in self.world.log]
            lines += [f"{each.operation}: {each.text}" for each in held.disagreements]
            raise AssertionError("\n".join(["The readings differ:", *lines]))


def test_every_rule_has_a_refusal_or_a_reason_why_none_mirrors_it():
    assert GUARDED | unguarded().keys() == RULES.keys()
    assert GUARDED & unguarded().keys() == set()
    assert behind().keys() <= GUARDED
    assert all(unguarded().values())
    assert all(behind().values())


@pytest.mark.parametrize("pair", PAIRS, ids=[code for code, _ in PAIRS])
def test_the_shortest_road_to_a_refusal_is_a_violation_of_its_rule(pair):
    sandboxes = Sandboxes.on()
    world = open_world(sandboxes, "road", {}, {})
    world.act("raise_order", ORDER)
    for name, twist in ROADS[pair[0]]:
        step(world, name, 0, twist)

    held = hold(world.end())
    sandboxes.shut()
    assert held.disagreements == ()
    assert held.agreed == {pair: 1}, "this pair is never reached"


@pytest.mark.parametrize("deed", ["complete", "status"])
def test_a_landlord_may_refuse_for_a_hold_what_a_rule_lets_a_contractor_report_once(deed):
    sandboxes = Sandboxes.on()
    world = open_world(sandboxes, "road", {}, {})
    world.act("raise_order", ORDER)
    for name, twist in BOOKED:
        step(world, name, 0, twist)
    world.tell("work_finished", {"order": world.numbers()[0]})
    for name, twist in (("hold_order", 0), ("read", 0), (deed, 0), (deed, 0)):
        step(world, name, 0, twist)

    held = hold(world.end())
    sandboxes.shut()
    assert held.disagreements == ()
    assert held.untold == {"ORDER-HELD": 1}
    assert held.agreed == {("ORDER-HELD", "no-work-while-held"): 1}


def test_refusals_and_rules_read_the_specification_alike(request, capsys):
    Explorer.sandboxes, Explorer.seen, Explorer.opened = Sandboxes.on(), Counter(), 0
    examples = request.config.getoption("--explore")  # given: other runs each time
    try:
        run_state_machine_as_test(
            Explorer,
            settings=settings(
                max_examples=examples or EXAMPLES,
                stateful_step_count=12,
                deadline=None,
                derandomize=examples is None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate, Phase.shrink],
            ),
        )
    finally:
        Explorer.sandboxes.shut()
    reached = [pair for pair in PAIRS if Explorer.seen[pair]]
    lines = [f"{len(reached)} of {len(PAIRS)} pairs reached by chance in {Explorer.opened} runs"]
    lines += [f"  {code:<20} {of:<38} {Explorer.seen[code, of]:>6}" for code, of in PAIRS]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *lines, ""]))

    # All are reached by their shortest roads, above; by chance, as many as luck has it.
    assert len(reached) >= len(PAIRS) * 3 / 4
