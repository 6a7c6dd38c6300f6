from pathlib import Path

import pytest

from nps_load.settings import Settings
from nps_load.shapes import SHAPES
from nps_scenarios.problems import SetUpError

SETTINGS = Settings(
    shape=SHAPES["spike"],
    users_file=Path("/somewhere/users.csv"),
    reports=Path("/somewhere/reports"),
    duration=12.5,
    interval=0.5,
    lead=2.0,
    seed=7,
    workers=3,
    writes=True,
    i_may_load="nps.example.org",
    roles={"Poller": 8, "Worker": 2},
    run="abc",
    stops=True,
)


def test_settings_pass_through_the_environment_unchanged() -> None:
    assert Settings.from_environment(SETTINGS.to_environment()) == SETTINGS


def test_an_empty_environment_polls_only_and_never_stops_by_itself() -> None:
    settings = Settings.from_environment({})

    assert (settings.shape.name, settings.writes, settings.stops) == ("steady", False, False)


@pytest.mark.parametrize(("text", "seconds"), [("60s", 60.0), ("1m30s", 90.0), ("12.5", 12.5)])
def test_times_are_spans_or_seconds(text: str, seconds: float) -> None:
    """The README says 60s, and so does `nps load --duration`."""
    environment = {"NPS_LOAD_DURATION": text, "NPS_LOAD_INTERVAL": text}
    settings = Settings.from_environment(environment)

    assert (settings.duration, settings.interval) == (seconds, seconds)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("NPS_LOAD_SHAPE", "sawtooth", "choose one of steady"),
        ("NPS_LOAD_SHAPE", "server-outage", "only `nps load` can do that"),
        ("NPS_LOAD_INTERVAL", "soon", "expected more than nought, such as 30s"),
        ("NPS_LOAD_DURATION", "-1", "expected more than nought"),
        ("NPS_LOAD_DURATION", "0s", "expected more than nought"),
        ("NPS_LOAD_WORKERS", "none", "expected a number above 0"),
        ("NPS_LOAD_ROLES", "Poller:3", "expected ROLE=NUMBER"),
        ("NPS_LOAD_ROLES", "Plumber=3", "with a role of Poller"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SetUpError, match=f"{name}.*{sentence}"):
        Settings.from_environment({name: value})
