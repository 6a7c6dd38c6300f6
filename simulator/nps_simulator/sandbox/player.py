"""The script player: arms the steps in order, counts what happens, and does what a step says.

One step is armed at a time, and counts only what happens from then on. A step that fires arms the
next, which fires at once when its trigger already holds (`start`, a time that has come, a state).
Nothing here waits: all progress comes from calls, rounds and clock moves.
"""

from typing import Any, Final

from nps_scenarios.scenario import Deed, Step, Trigger
from nps_simulator.actions.registry import ActionError, ArgumentsError
from nps_simulator.clock import ClockError
from nps_simulator.sandbox.core import Core
from nps_simulator.sandbox.deeds import DeedError, act, instruct, move_clock
from nps_simulator.sandbox.faults import FaultError, arm

_COUNTED: Final = frozenset({"exchange", "polls", "rounds"})
_POLL: Final = "RequestWorksOrders"
# A landlord's action that races the contractor's: it may come too late, and that is no fault.
IF_POSSIBLE: Final = "if_possible"


class ScriptError(Exception):
    """The scenario cannot go on: which step, in which line, and why."""


class Player:
    """Plays one sandbox's script."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._steps = core.definition.scenario.steps

    @property
    def _armed(self) -> Step | None:
        step = self._core.state.step
        return self._steps[step] if step < len(self._steps) else None

    @property
    def over(self) -> bool:
        """The script is played, with its tail of rounds, or has had all its rounds. A sandbox
        without a script plays on for ever.
        """
        if not self._steps:
            return False
        scenario, state = self._core.definition.scenario, self._core.state
        if state.rounds >= scenario.maximum_rounds:
            return True
        return self._armed is None and state.rounds - state.fired_in >= scenario.tail_rounds

    @property
    def waits_for_time(self) -> bool:
        """True when the armed step fires by the clock alone."""
        armed = self._armed
        return armed is not None and armed.when.kind == "time"

    def exchanged(self, operation: str, request: Any, *, delivered: bool) -> None:  # noqa: ANN401 - any request
        """A call was processed; its reply was delivered or not."""
        armed = self._armed
        if armed is None:
            return
        when = armed.when
        counts = (when.kind == "polls" and delivered and operation == _POLL) or (
            when.kind == "exchange"
            and when.operation == operation
            and (when.order is None or self._is_about(request, when.order))
        )
        if counts:
            self._count()
        self.go_on()

    def round_began(self) -> None:
        """The plan began another round."""
        self._core.state.rounds += 1
        armed = self._armed
        if armed is not None and armed.when.kind == "rounds":
            self._count()
        self.go_on()

    def _count(self) -> None:
        self._core.state.count += 1
        self._core.touch()

    def go_on(self) -> None:
        """Fires the armed step, and those after it, as long as triggers hold."""
        while (armed := self._armed) is not None and self._holds(armed.when):
            self._fire(armed)

    def _holds(self, when: Trigger) -> bool:
        if when.kind in _COUNTED:
            return self._core.state.count >= when.count
        if when.kind == "time":
            return when.at is not None and self._core.clock.now() >= when.at
        if when.kind == "state":
            return self._stands(when)
        return True  # start

    def _stands(self, when: Trigger) -> bool:
        """True when the order has the status that is waited for."""
        number = self._core.state.handles.get(when.order or "", when.order or "")
        order = self._core.books.order(number)
        if order is None:
            return False
        if when.status == "receipted":
            return order.counter > 0 and order.acknowledged >= order.counter
        return order.state.value == when.status

    def _is_about(self, request: Any, handle: str) -> bool:  # noqa: ANN401 - any request
        number = self._core.state.handles.get(handle, handle)
        return number in self._numbers(request)

    def _numbers(self, request: Any) -> tuple[str, ...]:  # noqa: ANN401 - any request
        """The orders a request is about: by number, by its invoice's lines, by appointment."""
        number = getattr(request, "works_order_number", None)
        if number is not None:
            return (str(number),)
        reference = getattr(request, "appointment_reference", None)
        if reference is not None:
            order = self._core.books.order_of_appointment(reference)
            return () if order is None else (order.works_order_number,)
        return tuple(each.works_order_number for each in getattr(request, "orders", ()))

    def _fire(self, step: Step) -> None:
        state = self._core.state
        state.step += 1
        state.count = 0
        state.fired_in = state.rounds
        self._core.touch()
        for deed in step.then:
            try:
                self._do(deed)
            except (ClockError, DeedError, FaultError, KeyError, ValueError) as error:
                if isinstance(error, ActionError) and not isinstance(error, ArgumentsError):
                    if not deed.arguments.get(IF_POSSIBLE):
                        self._leave_undone(step, deed, error)
                    continue
                message = (
                    f"Scenario {self._core.definition.scenario.id}, {step.place}: "
                    f"`{deed.name}` cannot be done: {error}"
                )
                raise ScriptError(message) from error

    def _leave_undone(self, step: Step, deed: Deed, error: ActionError) -> None:
        """A contractor may have brought the order where the landlord cannot do this any more: that
        is no error of the script, but the run did not go as it should.
        """
        self._core.state.undone.append(
            {
                "line": step.line,
                "action": deed.name,
                "order": deed.arguments.get("order", ""),
                "came": str(error),
                "expected": "done",
                "held": False,
            }
        )

    def _do(self, deed: Deed) -> None:
        if deed.name == "instruct":
            instruct(self._core, deed.arguments)
        elif deed.name == "fault":
            arm(self._core, deed.arguments)
        elif deed.name == "clock":
            move_clock(self._core, deed.arguments, "script")
        else:
            given = {name: value for name, value in deed.arguments.items() if name != IF_POSSIBLE}
            act(self._core, deed.name, given, "scenario")
