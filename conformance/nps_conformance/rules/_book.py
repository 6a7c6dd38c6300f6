"""All rules by id, found by being in this folder."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Final

from nps_conformance.rules._rule import Rule, RuleError

FOLDER: Final = Path(__file__).parent
PACKAGE: Final = __name__.rpartition(".")[0]


def collect(found: list[Rule]) -> Mapping[str, Rule]:
    """Rules by id, sorted; a clash raises `RuleError` and names both modules."""
    book: dict[str, Rule] = {}
    for each in found:
        if each.id in book:
            raise RuleError(
                f"{book[each.id].module} and {each.module} both call themselves {each.id}; "
                "rename one."
            )
        book[each.id] = each
    return MappingProxyType(dict(sorted(book.items())))


def _find() -> Mapping[str, Rule]:
    found: list[Rule] = []
    for info in iter_modules([str(FOLDER)]):
        if info.name.startswith("_"):
            continue
        module = import_module(f"{PACKAGE}.{info.name}")
        here = [each for each in vars(module).values() if isinstance(each, Rule)]
        if len(here) != 1:
            raise RuleError(
                f"{module.__name__} holds {len(here)} rules; each rule has a file of its own."
            )
        found += here
    return collect(found)


RULES: Final[Mapping[str, Rule]] = _find()
