"""All APIs by operation, found by being in this package; a clash names both modules."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any, Final

import nps_simulator.apis as package
from nps_simulator.apis._api import Api


class ApiClashError(Exception):
    """Two modules answer the same operation: names both, and the operation."""


def collect(modules: Mapping[str, Any]) -> Mapping[str, Api[Any]]:
    """The APIs of modules, by operation. Raises ApiClashError when two answer one operation."""
    found: dict[str, Api[Any]] = {}
    where: dict[str, str] = {}
    for name, module in sorted(modules.items()):
        api = module.API
        if api.operation in found:
            raise ApiClashError(
                f"{where[api.operation]} and {name} both answer {api.operation}: "
                "one operation has one module"
            )
        found[api.operation] = api
        where[api.operation] = name
    return MappingProxyType(found)


def _modules() -> dict[str, Any]:
    names = [each.name for each in iter_modules(package.__path__)]
    return {
        name: import_module(f"{package.__name__}.{name}")
        for name in names
        if not name.startswith("_") and name != "registry"
    }


APIS: Final[Mapping[str, Api[Any]]] = collect(_modules())
