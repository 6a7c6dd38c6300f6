"""Driver `person` on a real pseudo-terminal: the card, the wire, Enter, and no terminal at all."""

import asyncio
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nps_conformance.contractor_file import DriverSettings
from nps_conformance.drivers.base import Fact, Saw
from nps_conformance.drivers.choose import look_before
from nps_conformance.drivers.person import SENTENCES, Person, card
from nps_conformance.drivers.terminal import Terminal
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.entries import Delivery, Exchange, Finding, Http

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")

NPS = shutil.which("nps", path=str(Path(sys.executable).parent))
FACT = Fact(
    id=3,
    kind="more_work_found",
    now="2026-03-02T09:40:00",
    order="1000001/1",
    occurred_at="2026-03-02T09:30:00",
    text="The wall is wet.",
    facts={"reason": "HID", "lines": [{"action": "ADD", "sor": "900425", "quantity": "2.00"}]},
)
ROUND = Fact(id=4, kind="round", now="2026-03-02T10:00:00")
NEVER = 60.0  # a patience that only a broken driver runs out of


def call(operation, order="1000001/1", **more):
    http = Http(start="", headers=[], body="")
    return Exchange(
        seq=1,
        at="2026-03-02T09:40:00",
        operation=operation,
        contractor="contractor",
        http_request=http,
        http_reply=http,
        request={"works_order_number": order} if order else {},
        reply=None,
        **{"outcome": "success", **more},
    )


@dataclass
class Desk:
    """A person at a terminal: types when something is shown, and calls arrive then too."""

    keys: int
    screen: str = ""
    reactions: list = field(default_factory=list)  # (words, keys to type, calls to arrive)
    wire: list = field(default_factory=list)

    def write(self, text):
        self.screen += text
        for reaction in list(self.reactions):
            words, typed, calls = reaction
            if words in self.screen:
                self.reactions.remove(reaction)
                os.write(self.keys, typed)
                self.wire += calls

    def flush(self):
        pass

    def arrived(self):
        news, self.wire = self.wire, []
        return news


@pytest.fixture
def pty():
    ours, theirs = os.openpty()
    yield ours, theirs
    for each in (ours, theirs):
        try:
            os.close(each)
        except OSError:  # a test has hung up
            continue


@pytest.fixture
def desk(pty, monkeypatch):
    monkeypatch.setattr("nps_conformance.drivers.person.QUIET", 0.2)
    return Desk(keys=pty[0])


def played(desk, pty, *facts, patience=NEVER):
    settings = DriverSettings(kind="person", patience=patience)
    terminal = Terminal(keys=pty[1], out=desk)
    driver = Person(settings, arrived=desk.arrived, terminal=terminal)

    async def play():
        await driver.start("2026-03-02T08:00:00")
        return [await driver.deliver(fact) for fact in facts]

    return [(each.event, each.detail) for each in asyncio.run(play())], driver.gone


def test_a_card_tells_the_fact_and_never_which_call():
    text = "\n".join(card(FACT))

    for words in (
        "Fact 3. It turned out that the work is not what was ordered.",
        'In words: "The wall is wet."',
        "Works order: 1000001/1",
        "It happened on 2026-03-02, 09:30:00; it is now 2026-03-02, 09:40:00.",
        "  reason: HID",
        "  lines:\n    - action ADD, sor 900425, quantity 2.00",
        "Not said: whether, when and by which call the landlord is told.",
    ):
        assert words in text
    assert "VaryWorksOrder" not in text


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_kind_of_fact_has_a_sentence(kind):
    assert SENTENCES[kind] in card(Fact(id=1, kind=kind, now="2026-03-02T09:00:00"))[2]


def test_an_effect_on_the_wire_goes_on_to_the_next_card(desk, pty):
    desk.reactions = [("Fact 3", b"", [call("RequestWorksOrders"), call("VaryWorksOrder")])]

    seen, _ = played(desk, pty, FACT)

    assert seen == [(Saw.HANDLED, "")]
    assert "  > VaryWorksOrder 1000001/1: success\n" in desk.screen
    assert "Seen." in desk.screen


NO_EFFECT = {
    "a poll": call("RequestWorksOrders"),
    "details": call("RequestWorksOrderDetails"),
    "a receipt": call("ConfirmWorksOrderReceipt"),
    "another order's call": call("VaryWorksOrder", "1000002/1"),
    "a refusal": call("VaryWorksOrder", outcome="refusal", code="R100"),
    "a broken message": call(None, "", outcome="fault"),
}


@pytest.mark.parametrize("came", NO_EFFECT.values(), ids=NO_EFFECT)
def test_what_tells_nothing_of_the_fact_is_shown_and_is_no_effect(desk, pty, came):
    desk.reactions = [("Fact 3", b"", [came])]

    seen, _ = played(desk, pty, FACT, patience=0.3)

    assert seen == [(Saw.PATIENCE, "")]
    assert f"  > {came.operation or 'something'}" in desk.screen


def test_a_call_that_names_a_visit_and_no_order_is_an_effect(desk, pty):
    desk.reactions = [("Fact 3", b"", [call("UpdateAppointmentStatus", "")])]

    assert played(desk, pty, FACT)[0] == [(Saw.HANDLED, "")]


def test_enter_says_that_there_is_nothing_to_tell(desk, pty):
    desk.reactions = [("Fact 3", b"\n", [])]

    assert played(desk, pty, FACT)[0] == [(Saw.HANDLED, "nothing to tell")]


def test_enter_pressed_before_a_card_is_not_about_it(desk, pty):
    desk.reactions = [("A new landlord", b"\n\n", [])]

    assert played(desk, pty, FACT, patience=0.3)[0] == [(Saw.PATIENCE, "")]


def test_other_keys_mean_nothing(desk, pty):
    desk.reactions = [("Fact 3", b"yes", [])]

    assert played(desk, pty, FACT, patience=0.3)[0] == [(Saw.PATIENCE, "")]


def test_a_round_passes_by_a_poll_and_not_by_enter(desk, pty):
    desk.reactions = [
        ("Time has passed", b"\n", []),
        ("Enter does not", b"", [call("RequestWorksOrders", "")]),
    ]

    seen, _ = played(desk, pty, ROUND)

    assert seen == [(Saw.HANDLED, "")]
    assert desk.screen.index("Enter does not") < desk.screen.index("Seen.")


def test_a_poll_whose_reply_was_lost_is_no_poll(desk, pty):
    lost = call("RequestWorksOrders", "", delivery=Delivery.REQUEST_LOST)
    desk.reactions = [("Time has passed", b"", [lost])]

    assert played(desk, pty, ROUND, patience=0.3)[0] == [(Saw.PATIENCE, "")]


def test_a_round_without_a_poll_passes_by_patience(desk, pty):
    desk.reactions = [("Time has passed", b"\n", [])]

    assert played(desk, pty, ROUND, patience=0.3)[0] == [(Saw.PATIENCE, "")]


def test_findings_are_shown_below_the_call_and_cannot_steer_the_terminal(desk, pty):
    odd = Finding(code="X", text="an \x1b[2J element")
    desk.reactions = [("Fact 3", b"", [call("VaryWorksOrder", findings=[odd])])]

    played(desk, pty, FACT)

    assert "    an ?[2J element\n" in desk.screen
    assert "\x1b" not in desk.screen


def test_a_terminal_that_is_hung_up_ends_the_play(desk, pty):
    os.close(pty[0])

    seen, gone = played(desk, pty, FACT)

    assert seen == [(Saw.EXITED, "the terminal was closed")]
    assert gone


def test_without_a_terminal_it_is_a_set_up_error(tmp_path):
    path = tmp_path / "contractor.yaml"
    path.write_text('name: A\nversion: "1"\ndriver: {kind: person}\n')

    done = subprocess.run(
        [NPS, "certify", "--contractor", path],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 3
    assert "driver.kind is person, and there is no terminal" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_is_known_before_anything_is_played(monkeypatch):
    with open(os.devnull, encoding="ascii") as nothing:  # noqa: PTH123 - the null device has no folder
        monkeypatch.setattr(sys, "stdin", nothing)

        with pytest.raises(SetUpError, match="there is no terminal to show cards on"):
            asyncio.run(look_before(DriverSettings(kind="person")))
