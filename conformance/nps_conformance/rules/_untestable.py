"""What no rule can judge, and why: a list beside the rules, published with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import yaml

FILE: Final = Path(__file__).with_name("untestable.yaml")
HEADINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unseen": "What the wire does not show",
        "elsewhere": "What needs no rule of its own",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one would like of a contractor's system, and why no rule judges it."""

    wanted: str
    why: str


def wishes() -> Mapping[str, tuple[Wish, ...]]:
    """The wishes by heading, in the order of the file."""
    found: dict[str, list[dict[str, str]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            HEADINGS[name]: tuple(
                Wish(wanted=" ".join(each["wanted"].split()), why=" ".join(each["why"].split()))
                for each in several
            )
            for name, several in found.items()
        }
    )


def section() -> str:
    """The wishes as the end of a Markdown page."""
    parts: list[str] = []
    for heading, several in wishes().items():
        parts.append(f"\n## {heading}\n\n| wanted | why no rule judges it |\n|---|---|\n")
        parts += [f"| {each.wanted} | {each.why} |\n" for each in several]
    return "".join(parts)
