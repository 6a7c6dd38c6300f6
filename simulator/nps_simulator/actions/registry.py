"""All landlord's actions by name, found by being in this package; a clash names both modules."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any, Final

import nps_simulator.actions as package
from nps_simulator.actions._action import Action, ActionError, ArgumentsError


class ActionClashError(Exception):
    """Two modules hold an action of the same name: names both, and the action."""


def collect(modules: Mapping[str, Any]) -> Mapping[str, Action[Any]]:
    """The actions of modules, by name. Raises ActionClashError when two have one name."""
    found: dict[str, Action[Any]] = {}
    where: dict[str, str] = {}
    for module_name, module in sorted(modules.items()):
        name = module.ACTION.name
        if name in found:
            raise ActionClashError(
                f"{where[name]} and {module_name} both are the action {name}: "
                "one action has one module"
            )
        found[name] = module.ACTION
        where[name] = module_name
    return MappingProxyType(found)


def _modules() -> dict[str, Any]:
    names = [each.name for each in iter_modules(package.__path__)]
    return {
        name: import_module(f"{package.__name__}.{name}")
        for name in names
        if not name.startswith("_") and name != "registry"
    }


ACTIONS: Final[Mapping[str, Action[Any]]] = collect(_modules())

__all__ = ["ACTIONS", "ActionClashError", "ActionError", "ArgumentsError", "collect"]
