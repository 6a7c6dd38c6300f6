"""Chance is seeded, and each purpose has a stream of its own."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_simulator.dice import Dice


def draws(dice, purpose, count=20):
    return [dice.draw(purpose) for _ in range(count)]


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert draws(Dice(7), "order") == draws(Dice(7), "order")
    assert draws(Dice(7), "order") != draws(Dice(8), "order")


def test_the_numbers_are_the_same_on_every_machine():
    assert Dice(1).draw("list-order") == 1485577104651712253


@given(st.integers(), st.lists(st.sampled_from(["a", "b", "c"])))
def test_draws_for_other_purposes_shift_nothing(seed, others):
    alone, among = Dice(seed), Dice(seed)
    expected = draws(alone, "mine", len(others))
    drawn = []
    for other in others:
        among.draw(other)
        drawn.append(among.draw("mine"))

    assert drawn == expected


@given(st.integers(), st.integers(min_value=0, max_value=30))
def test_dice_go_on_where_they_stopped(seed, count):
    whole, first = Dice(seed), Dice(seed)
    draws(whole, "p", count)
    draws(first, "p", count)

    assert draws(Dice(seed, first.drawn()), "p") == draws(whole, "p")


def test_every_number_below_a_limit_comes_about_as_often():
    stream = Dice(3).stream("below")
    seen = Counter(stream.below(5) for _ in range(5_000))

    assert sorted(seen) == [0, 1, 2, 3, 4]
    assert min(seen.values()) > 850


def test_what_never_or_always_happens_does():
    stream = Dice(3).stream("happens")

    assert not any(stream.happens(0.0) for _ in range(100))
    assert all(stream.happens(1.0) for _ in range(100))
    assert 350 < sum(stream.happens(0.4) for _ in range(1_000)) < 450


@given(st.integers(), st.lists(st.integers()))
def test_shuffling_loses_nothing(seed, values):
    assert sorted(Dice(seed).stream("shuffle").shuffled(values)) == sorted(values)


def test_shuffling_shuffles_and_choosing_chooses():
    stream = Dice(3).stream("shuffle")

    assert stream.shuffled(range(20)) != list(range(20))
    assert {stream.one_of("ab") for _ in range(50)} == {"a", "b"}


def test_nothing_can_be_drawn_below_nought():
    with pytest.raises(ValueError, match="below 0; the limit is at least 1"):
        Dice(1).stream("x").below(0)
