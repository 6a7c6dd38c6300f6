"""A new scenario to begin with: a commented file that is good as it stands."""

from importlib.resources import files
from typing import Final

_FILE: Final = files("nps_scenarios") / "skeleton.yaml"


def skeleton(name: str, seed: int) -> str:
    """The text of a scenario of that name, with a seed of its own."""
    text = _FILE.read_text(encoding="utf-8")
    return text.replace("\nid: NAME ", f"\nid: {name} ", 1).replace(
        "\nseed: 0 ", f"\nseed: {seed} ", 1
    )
