"""What a scenario needs of the landlord, held against a landlord's profile."""

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal

from nps_scenarios.profile import Profile
from nps_scenarios.scenario import Scenario


def settings(profile: Profile) -> dict[str, object]:
    """The settings of a profile by name, those of its authorisation among them."""
    policy, may = profile, profile.authorisation
    return {
        each.name: getattr(owner, each.name)
        for owner in (policy, may)
        for each in fields(owner)
        if each.name not in {"name", "title", "promotes", "authorisation"}
    }


def unmet(scenario: Scenario, profile: Profile) -> str:
    """What the profile says otherwise than the scenario needs it, in words; empty when it fits."""
    return " and ".join(_differences(scenario, profile))


def _differences(scenario: Scenario, profile: Profile) -> Iterator[str]:
    there = settings(profile)
    for name, needed in scenario.needs.items():
        came = there[name]
        same = came == (Decimal(str(needed)) if isinstance(came, Decimal) else needed)
        if not same:
            yield (
                f"it needs {name}: {_word(needed)}, and profile {profile.name} has "
                f"{name}: {_word(came)}"
            )


def _word(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
