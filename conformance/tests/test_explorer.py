"""The two readings of the specification: refusals and rules, held against each other.

`pytest conformance/tests/test_explorer.py --explore 20000` looks longer than CI does.
"""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from nps_conformance.explorer.deeds import DEEDS, among
from nps_conformance.explorer.readings import GUARDED, PAIRS, RULES, hold, unguarded
from nps_conformance.explorer.world import ACME, BODGE, FATES, open_world
from nps_simulator.sandbox.sandboxes import Sandboxes

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
# How far an order has come when the exploring begins.
BEGINNINGS = (
    RECEIVED,
    (),
    BOOKED,
    (*BOOKED, ("break_appointment", 0), ("read", 0)),
    (*BOOKED, ("status", 4), ("read", 0)),
    (*BOOKED, ("status", 0)),
    COMPLETED,
    (*COMPLETED, ("invoice", 0)),
    (*RECEIVED, ("vary", 0)),
    REJECTED,
    (*REJECTED, ("complete", 0)),
    (*RECEIVED, ("hold_order", 0), ("read", 0)),
    (*RECEIVED, ("cancel_order", 0), ("read", 0)),
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
        number = among(self.world.numbers(), which)
        if name in DEEDS:
            self.world.send(DEEDS[name](self.world, number, twist), fate)
        else:
            self.world.act(name, {"order": number, **LANDLORD[name]})

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

    @rule(name=st.sampled_from(sorted(LANDLORD)), which=WHICH)
    def landlord(self, name, which):
        self.do(name, which, 0)

    @rule(back=st.integers(0, 5))
    def contractor_sends_again(self, back):
        if self.world.sent:
            self.world.send(among(list(reversed(self.world.sent)), back))

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
    assert all(unguarded().values())


def test_refusals_and_rules_read_the_specification_alike(request, capsys):
    Explorer.sandboxes, Explorer.seen, Explorer.opened = Sandboxes.on(), Counter(), 0
    examples = request.config.getoption("--explore")
    try:
        run_state_machine_as_test(
            Explorer,
            settings=settings(
                max_examples=examples,
                stateful_step_count=12,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate, Phase.shrink],
            ),
        )
    finally:
        Explorer.sandboxes.shut()
    never = [pair for pair in PAIRS if not Explorer.seen[pair]]
    with capsys.disabled():
        print(f"\n{len(PAIRS) - len(never)} of {len(PAIRS)} pairs reached in {Explorer.opened} runs")
        for pair in PAIRS:
            print(f"  {pair[0]:<22} {pair[1]:<40} {Explorer.seen[pair]:>6}")

    assert never == []
