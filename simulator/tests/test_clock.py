"""A sandbox's clock stands, runs or follows the machine, and never goes back."""

from datetime import UTC, datetime, timedelta

import pytest

from nps_simulator.clock import Clock, ClockError, ClockState, Pace, machine_now, monotonic, uk_now

START = datetime(2026, 3, 2, 8, 0)


class Machine:
    """A machine whose time the test sets."""

    def __init__(self):
        self.ticks = 100.0
        self.wall = START

    def clock(self, **state):
        return Clock(
            ClockState(at=START, **state), ticks=lambda: self.ticks, wall=lambda: self.wall
        )


def test_a_frozen_clock_stands_until_it_is_moved():
    machine = Machine()
    clock = machine.clock()
    machine.ticks += 3600

    assert clock.now() == START
    assert clock.advance(timedelta(minutes=15)) == datetime(2026, 3, 2, 8, 15)
    assert clock.move_to(datetime(2026, 3, 3)) == datetime(2026, 3, 3) == clock.now()


def test_a_running_clock_goes_at_its_rate_in_whole_seconds():
    machine = Machine()
    clock = machine.clock(pace=Pace.RUNNING, rate=60.0)
    machine.ticks += 1.51

    assert clock.now() == START + timedelta(seconds=90)


@pytest.mark.parametrize("pace", list(Pace))
def test_no_clock_goes_back(pace):
    clock = Machine().clock(pace=pace)
    clock.advance(timedelta(hours=1))

    with pytest.raises(ClockError, match="never goes back to 2026-03-02T08:59:59"):
        clock.move_to(datetime(2026, 3, 2, 8, 59, 59))
    assert clock.now() == datetime(2026, 3, 2, 9)


def test_a_clock_that_follows_the_machine_stands_while_the_machine_goes_back():
    machine = Machine()
    clock = machine.clock(pace=Pace.MACHINE)
    machine.wall = START + timedelta(hours=2)
    assert clock.now() == machine.wall
    machine.wall = START

    assert clock.now() == START + timedelta(hours=2)


def test_a_clock_goes_on_from_its_state_without_the_time_in_between():
    machine = Machine()
    clock = machine.clock(pace=Pace.RUNNING)
    machine.ticks += 30
    state = clock.state()
    machine.ticks = 5.0  # another process, another monotonic clock
    later = Clock(state, ticks=lambda: machine.ticks)
    machine.ticks += 10

    assert later.now() == START + timedelta(seconds=40)


def test_a_clock_changes_its_pace_and_keeps_its_time():
    machine = Machine()
    clock = machine.clock()
    clock.run(2.0)
    machine.ticks += 10
    clock.freeze()
    machine.ticks += 10
    assert clock.now() == START + timedelta(seconds=20)
    clock.follow_machine()
    machine.wall = START + timedelta(days=1)

    assert clock.now() == START + timedelta(days=1)


def test_a_rate_of_nought_is_refused():
    with pytest.raises(ClockError, match="above 0, not 0"):
        Machine().clock().run(0)


def test_the_machines_time_is_utc_for_time_stamps_and_uk_local_for_messages():
    assert machine_now().tzinfo is UTC
    assert uk_now().tzinfo is None
    assert abs(machine_now().replace(tzinfo=None) - uk_now()) < timedelta(hours=1, minutes=1)
    assert monotonic() <= monotonic()


def test_a_clock_never_leaves_the_calendar():
    clock = Machine().clock()

    for by in (timedelta.max, timedelta(days=7_000 * 366)):
        with pytest.raises(ClockError, match="beyond"):
            clock.advance(by)
    with pytest.raises(ClockError, match="beyond"):
        clock.move_to(datetime(9999, 12, 31))
    assert clock.now() == START
