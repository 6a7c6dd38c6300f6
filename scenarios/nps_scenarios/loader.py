"""Finds scenarios and profiles by name, and reads them.

Those of the package are found as resources; folders of the user's come first. To add a scenario
is to add a file to `catalogue/`, to add a profile a file to `profiles/`, and steps that several
scenarios include are a file in `parts/`.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from nps_scenarios import grammar
from nps_scenarios.cases import OF, case_names, made_out, scenario_id
from nps_scenarios.checking import check
from nps_scenarios.problems import FileError, SetUpError
from nps_scenarios.profile import Profile
from nps_scenarios.readable import check_readable
from nps_scenarios.scenario import Scenario
from nps_scenarios.schemas import language_schemas, made_out_schema, schema
from nps_scenarios.words import nearest, nearest_of_many
from nps_scenarios.yaml_file import Document, Where, read

GRAMMAR: Final = "scenarios/README.md"
LONGEST_ID: Final = 48  # an address holds it with the mode
ENDINGS: Final = frozenset({".yaml", ".yml"})
_PACKAGE: Final = files("nps_scenarios")


def scenario_names(directories: Iterable[Path] = ()) -> tuple[str, ...]:
    """The names of all scenarios there are; those of a family as `file@case`. Raises SetUpError."""
    found = _found("catalogue", directories)
    return tuple(
        sorted(
            scenario_id(stem, case)
            for stem, file in found.items()
            for case in _cases(file.read_bytes()) or ("",)
        )
    )


def profile_names() -> tuple[str, ...]:
    """The names of all profiles there are."""
    return tuple(sorted(_found("profiles", ())))


def load_scenario(name: str | Path, directories: Iterable[Path] = ()) -> Scenario:
    """A scenario by name, or by path when that is a YAML file. Raises FileError or SetUpError."""
    found = load_scenarios(name, directories)
    if len(found) > 1:
        names = ", ".join(each.id for each in found)
        raise SetUpError(f"{name} holds {len(found)} scenarios: name one of {names}.")
    return found[0]


def load_scenarios(name: str | Path, directories: Iterable[Path] = ()) -> tuple[Scenario, ...]:
    """The scenarios that a name stands for: one, or a whole family by the name of its file.

    Raises FileError or SetUpError.
    """
    own = list(directories)
    stem, _, case = str(name).partition(OF)
    path = Path(str(name))
    if path.suffix not in ENDINGS and OF in path.name:
        path, case = path.with_name(path.name.partition(OF)[0]), path.name.partition(OF)[2]
    if path.suffix in ENDINGS:
        return _scenarios(path.name, _bytes(path), case, [*own, path.parent])
    found = _found("catalogue", own)
    if stem not in found:
        hint = nearest_of_many(str(name), scenario_names(own), "`nps scenarios`")
        raise SetUpError(f"There is no scenario {str(name)!r}. {hint}")
    return _scenarios(found[stem].name, found[stem].read_bytes(), case, own)


def load_profile(name: str) -> Profile:
    """A profile by name, or by path when that is a YAML file. Raises FileError or SetUpError."""
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        return _profile(path.name, _bytes(path))
    found = _found("profiles", ())
    if name not in found:
        raise SetUpError(f"There is no profile {name!r}. {nearest(name, found)}")
    return _profile(found[name].name, found[name].read_bytes(), shipped=True)


@cache
def _cases(raw: bytes) -> tuple[str, ...]:
    """The cases of a file. One that cannot be read has none: who loads it is told why."""
    if b"\ncases:" not in raw:
        return ()
    try:
        return case_names(read(raw, name="", grammar=GRAMMAR))
    except FileError:
        return ()


def _scenarios(
    name: str, raw: bytes, case: str, directories: Sequence[Path]
) -> tuple[Scenario, ...]:
    document = read(raw, name=name, grammar=GRAMMAR)
    there = case_names(document)
    if case and case not in there:
        hint = nearest(case, there) if there else "It has no cases."
        raise SetUpError(f"{name} has no case {case!r}. {hint}")
    several = (case,) if case else there or ("",)
    return tuple(_scenario(document, raw, each, directories) for each in several)


def _scenario(document: Document, raw: bytes, case: str, directories: Sequence[Path]) -> Scenario:
    sources = [raw, f"# case: {case}\n".encode()] if case else [raw]

    def part(name: str, document: Document, where: Where) -> Document:
        found, source = _part(name, document, where, directories)
        sources.append(source)
        return found

    made = made_out(document, case, part, language_schemas())
    check(made, made_out_schema())
    _check_name(made, "id", Path(document.name).stem)
    whole = scenario_id(made.value["id"], case)
    if len(whole) > LONGEST_ID:
        problem = f"{whole!r} has {len(whole)} characters."
        raise made.error(("id",), problem, f"File and case have {LONGEST_ID} at most.")
    return grammar.scenario(made, b"".join(dict.fromkeys(sources)), case)


def _part(
    name: str, document: Document, where: Where, directories: Sequence[Path]
) -> tuple[Document, bytes]:
    """A part that is included at a place, and its text. Raises FileError."""
    folders = [each / "parts" for each in directories if (each / "parts").is_dir()]
    found = _found("parts", folders)
    if name not in found:
        raise document.error(where, f"there is no part {name!r}.", nearest(name, found))
    raw = found[name].read_bytes()
    place = f"{document.file(where)}, line {document.line(where)}"
    part = read(raw, name=f"parts/{found[name].name} (included by {place})", grammar=GRAMMAR)
    check(part, schema("part"))
    return part, raw


def _profile(name: str, raw: bytes, *, shipped: bool = False) -> Profile:
    """`shipped` is one of ours: a test holds it against the schema, and that is not done again at
    each start unless it cannot be used, as jsonschema takes long to import.
    """
    document = read(raw, name=name, grammar=GRAMMAR)
    if not shipped:
        check(document, schema("profile"))
    try:
        _check_name(document, "name", Path(name).stem)
        return grammar.profile(document)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        check(document, schema("profile"))
        raise


def _check_name(document: Document, key: str, stem: str) -> None:
    if document.value[key] != stem:
        problem = f"{key!r} is {document.value[key]!r}, but the file is called {stem!r}."
        raise document.error((key,), problem, "Give both the same name.")


def _bytes(path: Path) -> bytes:
    check_readable(path)
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
    "load_scenarios",
    "profile_names",
    "scenario_names",
    "schema",
]
