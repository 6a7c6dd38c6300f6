from collections import Counter
from itertools import pairwise, takewhile

import pytest

from nps_load.schedule import due_times
from nps_load.shapes import HERD, POLLER, SHAPES
from nps_simulator.dice import Dice

CONTRACTORS, INTERVAL, DURATION = 50, 2.0, 60.0


def due(name: str, role: str = POLLER, until: float = DURATION, seed: int = 1) -> list[list[float]]:
    found = []
    for index in range(CONTRACTORS):
        times = due_times(
            shape=SHAPES[name],
            role=role,
            index=index,
            interval=INTERVAL,
            duration=DURATION,
            chance=Dice(seed * 1000 + index).stream("schedule"),
        )
        found.append(list(takewhile(lambda time: time < until, times)))
    return found


def in_tenths(times: list[list[float]]) -> list[int]:
    counts = Counter(int(time / DURATION * 10) for each in times for time in each)
    return [counts[tenth] for tenth in range(10)]


@pytest.mark.parametrize("name", SHAPES)
def test_a_contractor_is_never_due_before_it_was_due(name: str) -> None:
    for times in due(name, until=3 * DURATION):
        assert times == sorted(times)
        assert times


def test_steady_is_even_in_all_tenths() -> None:
    expected = CONTRACTORS * DURATION / INTERVAL / 10

    assert in_tenths(due("steady")) == pytest.approx([expected] * 10, rel=0.1)


def test_intervals_have_jitter_and_keep_their_mean() -> None:
    times = due("steady")[0]
    gaps = [second - first for first, second in pairwise(times)]

    assert sum(gaps) / len(gaps) == pytest.approx(INTERVAL, rel=0.05)
    assert 0.05 < max(gaps) - min(gaps) < 2 * 0.2 * INTERVAL


def test_ramp_rises_and_spike_peaks_in_the_middle() -> None:
    ramp, spike = in_tenths(due("ramp")), in_tenths(due("spike"))

    assert ramp == sorted(ramp)
    assert ramp[9] > 5 * ramp[0]
    assert spike[4] + spike[5] > 3 * (spike[0] + spike[1])


def test_the_monday_herd_sleeps_and_then_polls_as_one() -> None:
    times = due("monday-herd", HERD)

    assert {each[0] for each in times} == {0.2 * DURATION}
    assert len({tuple(each) for each in times}) == 1


def test_after_the_outage_everybody_is_back_at_once() -> None:
    times = due("outage-and-drain")

    silent = [time for each in times for time in each if 0.2 * DURATION < time < 0.5 * DURATION]
    assert silent == []
    assert all(0.5 * DURATION in each for each in times)


def test_the_shape_begins_again_after_its_duration() -> None:
    times = due("monday-herd", HERD, until=2 * DURATION)[0]

    assert 1.2 * DURATION in times
    assert not [time for time in times if DURATION <= time < 1.2 * DURATION]


def test_the_same_seed_gives_the_same_schedule_and_another_one_does_not() -> None:
    assert due("spike") == due("spike")
    assert due("spike") != due("spike", seed=2)
