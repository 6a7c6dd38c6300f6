import pytest

from nps_load.measures import Generator, Series, measure
from nps_load.record import Call, Ended, Record, Started


@pytest.mark.parametrize(("percent", "value"), [(0, 1.0), (50, 2.0), (75, 3.0), (99, 4.0)])
def test_a_percentile_is_a_value_that_was_there(percent: float, value: float) -> None:
    assert Series([4.0, 1.0, 3.0, 2.0]).percentile(percent) == value


def test_nothing_measured_is_nought_and_false() -> None:
    empty = Series(())

    assert (empty.percentile(99), empty.mean, empty.largest, len(empty)) == (0.0, 0.0, 0.0, 0)


@pytest.mark.parametrize(
    ("lag", "processor", "said"),
    [
        (1.0, 0.5, ""),
        (120.0, 0.5, "one poll in a hundred was sent 120 ms late or later"),
        (1.0, 0.97, "a process of it used 97% of a core"),
    ],
)
def test_the_generator_says_when_it_was_the_limit(lag: float, processor: float, said: str) -> None:
    assert Generator(lag=Series([lag] * 100), processor=processor).limits == said


def test_scheduled_latency_counts_the_waiting_that_raw_latency_omits() -> None:
    record = Record.of(
        [
            Started(at=0.0, run="r", begins=1.0),
            Call(at=1.0, contractor="x", row="AP1", took=3000.0, due=1.0),
            Call(at=4.0, contractor="x", row="AP1", took=10.0, due=2.0),
            Call(at=4.01, contractor="x", row="AP1", took=10.0, due=3.0),
            Ended(at=5.0, processor=2.0, passed=4.0),
        ]
    )

    measured = measure(record)

    assert measured.raw["AP1"].percentile(50) == 10.0
    assert measured.scheduled["AP1"].percentile(50) == pytest.approx(2010.0)
    assert measured.generator.processor == 0.5
    assert measured.per_second == ((0, 1, 3000.0), (3, 2, 10.0))
