import pytest

from nps_load.shapes import HERD, POLLER, SHAPES, WORKER, ZEEP, Shape, shape_named, shared_out
from nps_scenarios.problems import SetUpError

NAMES = {"steady", "ramp", "spike", "monday-herd", "month-end", "outage-and-drain", "server-outage"}


def test_all_shapes_are_there() -> None:
    assert set(SHAPES) == NAMES


@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.name)
def test_a_shape_covers_its_whole_duration(shape: Shape) -> None:
    untils = [until for until, _ in shape.pace]

    assert untils == sorted(untils)
    assert untils[-1] == 1.0
    assert sum(shape.roles.values()) == pytest.approx(1.0)


def test_an_unknown_shape_is_refused_with_the_list() -> None:
    with pytest.raises(SetUpError, match="'stedy'; choose one of steady, ramp"):
        shape_named("stedy")


@pytest.mark.parametrize(
    ("name", "contractors", "zeep", "expected"),
    [
        ("steady", 10, 0, {POLLER: 8, WORKER: 2}),
        ("steady", 2, 0, {POLLER: 1, WORKER: 1}),
        ("steady", 1, 0, {WORKER: 1}),
        ("steady", 10, 3, {POLLER: 7, ZEEP: 3}),
        ("month-end", 5, 2, {WORKER: 3, ZEEP: 2}),
        ("monday-herd", 4, 0, {HERD: 4}),
        ("monday-herd", 4, 9, {ZEEP: 4}),
    ],
)
def test_contractors_are_shared_out_without_loss(
    name: str, contractors: int, zeep: int, expected: dict[str, int]
) -> None:
    counts = shared_out(SHAPES[name], contractors, zeep)

    assert {role: count for role, count in counts.items() if count} == expected
