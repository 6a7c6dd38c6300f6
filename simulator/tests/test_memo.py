"""What was made of a value is kept with that very value."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from nps_simulator.memo import Memo


@dataclass(frozen=True)
class Value:
    name: str


def test_the_same_value_is_worked_on_once():
    worked = []
    memo = Memo(lambda value: worked.append(value) or value.name.upper())
    value = Value("tap")

    assert [memo.of(value), memo.of(value)] == ["TAP", "TAP"]
    assert worked == [value]


def test_an_equal_value_is_another_one():
    memo = Memo(lambda value: [value])
    first, second = Value("tap"), Value("tap")

    assert memo.of(first) is memo.of(first)
    assert memo.of(first) is not memo.of(second)


def test_only_so_many_are_kept_and_the_oldest_goes():
    worked = []
    memo = Memo(lambda value: worked.append(value.name), most=2)
    one, two, three = Value("one"), Value("two"), Value("three")
    for value in (one, two, three, two, one):
        memo.of(value)

    assert worked == ["one", "two", "three", "one"]


def test_a_value_that_comes_to_lie_where_another_lay_is_not_taken_for_it():
    memo = Memo(lambda value: value[-4:], most=1000)

    assert all(memo.of(b"%0300d" % number) == b"%04d" % number for number in range(1000))


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns so often that they meet everywhere."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty_threads")
def test_landlords_in_threads_of_their_own_may_share_one():
    """The pytest plugin runs each in a thread, and one of the memos is the whole process's."""
    memo = Memo(lambda value: value[0], most=2)

    def ask(numbers):
        return [memo.of((number,)) for number in numbers]

    numbers = range(100_000)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(ask, (numbers, numbers))

    assert first == second == list(numbers)
