"""The scenarios of one file: one, or one for each of its cases.

A file with `cases` holds a family: each case is a scenario of its own, `file@case`, made of the
same text with other values. The first takes the file's seed, each further one the next.
"""

from dataclasses import replace
from typing import Any, Final

from nps_scenarios.checking import check
from nps_scenarios.expansion import PARAMETERS, Expander, Found, Parts, Schemas, Scope
from nps_scenarios.naming import named
from nps_scenarios.yaml_file import Document, Where

CASES: Final = "cases"
SEED: Final = "seed"
OF: Final = "@"  # stands between the file's name and the case's


def case_names(document: Document) -> tuple[str, ...]:
    """The cases of a file; none when it is one scenario."""
    value = document.value
    cases = value.get(CASES) if isinstance(value, dict) else None
    return tuple(cases) if isinstance(cases, dict) else ()


def scenario_id(name: str, case: str) -> str:
    """The id of a scenario by its file and case."""
    return f"{name}{OF}{case}" if case else name


def made_out(document: Document, case: str, parts: Parts, schemas: Schemas) -> Document:
    """The document of a case (of the file, when it has none) without names, loops and includes.

    Raises FileError.
    """
    value = document.value
    if not isinstance(value, dict):
        return document  # the scenario's schema says what is wrong with it
    for key in (PARAMETERS, CASES):
        if key in value:
            check(_part(document, key), schemas[key])
    here = replace(document, name=f"{document.name} (case {case})") if case else document
    scope = Scope(hint=" Give it under parameters, or in each case.")

    def bind(values: dict[str, Any], *where: str) -> None:
        for name, inner in values.items():
            scope.names[name] = Found(value=inner, document=here, where=(*where, name), scope=scope)

    used = {*named({key: each for key, each in value.items() if key not in (PARAMETERS, CASES)})}
    used |= {*named(list((value.get(PARAMETERS) or {}).values()))}
    used |= {*named([list(each.values()) for each in (value.get(CASES) or {}).values()])}
    bind(value.get(PARAMETERS) or {}, PARAMETERS)
    if case:
        bind(value[CASES][case], CASES, case)
    keys = [key for key in value if key not in (PARAMETERS, CASES)]
    made = Expander(parts, schemas).document(
        Found(value=value, document=here, where=(), scope=scope), keys
    )
    _check_used(here, scope, used)  # afterwards: a name that is misspelt is told where it stands
    seed = made.value.get(SEED)
    if case and isinstance(seed, int):
        made = replace(made, value={**made.value, SEED: seed + case_names(document).index(case)})
    return made


def _check_used(document: Document, scope: Scope, used: set[str]) -> None:
    for name, found in scope.names.items():
        if name not in used:
            raise document.error(
                found.where,
                f"the value {name!r} is used nowhere.",
                f"Write ${name} where it belongs, or leave it out.",
            )


def _part(document: Document, key: str) -> Document:
    """One key of a document, alone."""
    lines: dict[Where, int] = {
        where: line for where, line in document.lines.items() if where[:1] in ((), (key,))
    }
    return replace(document, value={key: document.value[key]}, lines=lines)
