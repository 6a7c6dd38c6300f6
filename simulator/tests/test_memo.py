"""What was made of a value is kept with that very value."""

from dataclasses import dataclass

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
