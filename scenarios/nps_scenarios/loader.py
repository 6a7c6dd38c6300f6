"""Finds scenarios and profiles by name, and reads them.

Those of the package are found as resources; folders of the user's come first. To add a scenario
is to add a file to `catalogue/`, to add a profile a file to `profiles/`.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from nps_scenarios import grammar
from nps_scenarios.complaints import check, nearest
from nps_scenarios.problems import FileError, SetUpError
from nps_scenarios.profile import Profile
from nps_scenarios.scenario import Scenario
from nps_scenarios.yaml_file import Document, read

GRAMMAR: Final = "scenarios/README.md"
_PACKAGE: Final = files("nps_scenarios")


def scenario_names(directories: Iterable[Path] = ()) -> tuple[str, ...]:
    """The names of all scenarios there are. Raises SetUpError."""
    return tuple(sorted(_found("catalogue", directories)))


def profile_names() -> tuple[str, ...]:
    """The names of all profiles there are."""
    return tuple(sorted(_found("profiles", ())))


def load_scenario(name: str | Path, directories: Iterable[Path] = ()) -> Scenario:
    """A scenario by name, or by path when that is a YAML file. Raises FileError or SetUpError."""
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        return _scenario(path.name, _bytes(path))
    found = _found("catalogue", directories)
    if str(name) not in found:
        raise SetUpError(f"There is no scenario {str(name)!r}. {nearest(str(name), found)}")
    file = found[str(name)]
    return _scenario(file.name, file.read_bytes())


def load_profile(name: str) -> Profile:
    """A profile by name, or by path when that is a YAML file. Raises FileError or SetUpError."""
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        return _profile(path.name, _bytes(path))
    found = _found("profiles", ())
    if name not in found:
        raise SetUpError(f"There is no profile {name!r}. {nearest(name, found)}")
    return _profile(found[name].name, found[name].read_bytes())


@cache
def schema(name: str) -> Mapping[str, Any]:
    """A published JSON Schema of this package: `scenario` or `profile`."""
    found: dict[str, Any] = json.loads((_PACKAGE / f"{name}.schema.json").read_bytes())
    return found


def _scenario(name: str, raw: bytes) -> Scenario:
    document = _checked(name, raw, "scenario")
    _check_name(document, "id")
    return grammar.scenario(document, raw)


def _profile(name: str, raw: bytes) -> Profile:
    document = _checked(name, raw, "profile")
    _check_name(document, "name")
    return grammar.profile(document)


def _checked(name: str, raw: bytes, kind: str) -> Document:
    document = read(raw, name=name, grammar=GRAMMAR)
    check(document, schema(kind))
    return document


def _check_name(document: Document, key: str) -> None:
    stem = Path(document.name).stem
    if document.value[key] != stem:
        problem = f"{key!r} is {document.value[key]!r}, but the file is called {stem!r}."
        raise document.error((key,), problem, "Give both the same name.")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SetUpError(f"{path}: cannot be read: {error.strerror or error}.") from error


def _found(kind: str, directories: Iterable[Path]) -> dict[str, Traversable]:
    """Files by stem. Two of one name are an error that names both."""
    found: dict[str, Traversable] = {}
    places: dict[str, str] = {}
    for directory in [*directories, _PACKAGE / kind]:
        if not directory.is_dir():
            raise SetUpError(f"{directory} is no folder of scenarios.")
        for file in sorted(directory.iterdir(), key=lambda file: file.name):
            stem, dot, ending = file.name.rpartition(".")
            if not dot or ending not in {"yaml", "yml"}:
                continue
            if stem in found:
                here, there = f"{directory}/{file.name}", places[stem]
                raise SetUpError(f"{here} and {there} are both called {stem!r}: rename one.")
            found[stem], places[stem] = file, f"{directory}/{file.name}"
    return found


__all__ = [
    "FileError",
    "SetUpError",
    "load_profile",
    "load_scenario",
    "profile_names",
    "scenario_names",
    "schema",
]
