"""From a file as it is written to a file without names, loops and includes.

A name stands for its value, a loop for its items once for each round, an include for the steps of a
part. What comes out knows for everything in it the file and the line it was written in, so that a
mistake is told where it can be put right.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from nps_scenarios.checking import check
from nps_scenarios.naming import filled, named, whole
from nps_scenarios.words import nearest
from nps_scenarios.yaml_file import DEEPEST, Document, Where

MOST: Final = 100_000  # values in one scenario; a mistaken loop in a loop passes any limit
COUNTER: Final = "n"  # what `repeat` counts in, unless `as` says otherwise
REPEAT, EACH, INCLUDE, WITH, DO = "repeat", "each", "include", "with", "do"
PARAMETERS: Final = "parameters"
SCRIPT: Final = "script"

# The part of a name, for an include that is written at a place.
Parts = Callable[[str, Document, Where], Document]
Schemas = Mapping[str, Mapping[str, Any]]


@dataclass(slots=True, kw_only=True)
class Scope:
    """The names that a text may use, and what `hint` says of those that it may not."""

    names: dict[str, "Found"] = field(default_factory=dict)
    outer: "Scope | None" = None
    hint: str = ""

    def find(self, name: str) -> "Found | None":
        """What a name stands for."""
        found = self.names.get(name)
        return self.outer.find(name) if found is None and self.outer is not None else found

    def known(self) -> set[str]:
        """All names there are."""
        return set(self.names) | (self.outer.known() if self.outer is not None else set())

    def hints(self) -> str:
        """What to do about a name that is missing."""
        return self.hint or (self.outer.hints() if self.outer is not None else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value as it is written: where, and which names it may use."""

    value: Any
    document: Document
    where: Where
    scope: Scope

    def at(self, *keys: str | int) -> "Found":
        """What is inside it."""
        value = self.value
        for key in keys:
            value = value[key]
        return replace(self, value=value, where=(*self.where, *keys))


class Expander:
    """Makes one document. Raises FileError for what cannot be understood."""

    def __init__(self, parts: Parts, schemas: Schemas) -> None:
        """`schemas` are those of `loop` and `include`."""
        self._parts = parts
        self._schemas = schemas
        self._lines: dict[Where, int] = {}
        self._files: dict[Where, str] = {}

    def document(self, found: Found, keys: Iterable[str]) -> Document:
        """The document of these keys of a mapping, made out."""
        self._put(found, ())
        value = {key: self._value(found.at(key), (key,), 0) for key in keys if key in found.value}
        document = found.document
        return replace(document, value=value, lines=self._lines, files=self._files)

    def made_out(self, found: Found, depth: int) -> Any:  # noqa: ANN401 - YAML holds anything
        """A value alone, made out."""
        return self._value(found, (), depth)

    def _put(self, found: Found, out: Where) -> None:
        self._lines[out] = found.document.line(found.where)
        self._files[out] = found.document.file(found.where)
        if len(self._lines) > MOST:
            raise found.document.error(found.where, f"this makes more than {MOST} values.")

    def _value(self, found: Found, out: Where, depth: int) -> Any:  # noqa: ANN401 - YAML holds anything
        if depth > DEEPEST:
            problem = "the nesting is too deep, or a name stands for itself."
            raise found.document.error(found.where, problem)
        value = found.value
        if isinstance(value, str):
            name = whole(value)
            if name is not None:
                meant = self._value(self._named(found, name), out, depth + 1)
                if isinstance(meant, dict | list):
                    self._put(found, out)  # what is in it has its own place; this is the key's
                return meant
        self._put(found, out)
        if isinstance(value, str):
            return self._text(found, value, depth)
        if isinstance(value, list):
            items: list[Any] = []
            for index in range(len(value)):
                self._item(found.at(index), items, out, depth + 1)
            return items
        if isinstance(value, dict):
            return self._mapping(found, out, depth)
        return value

    def _mapping(self, found: Found, out: Where, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key in found.value:
            said = self._text(found.at(key), key, depth)
            if said in made:
                raise found.document.error((*found.where, key), f"the key {said!r} comes twice.")
            made[said] = self._value(found.at(key), (*out, said), depth + 1)
        return made

    def _text(self, found: Found, text: str, depth: int) -> str:
        def value_of(name: str) -> str:
            inner = self._named(found, name)
            value = self._aside().made_out(inner, depth + 1)
            if isinstance(value, dict | list) or value is None:
                kind = "a mapping" if isinstance(value, dict) else "a list" if value else "nothing"
                problem = f"${name} is {kind} and cannot stand within a text."
                raise found.document.error(found.where, problem)
            return str(value).lower() if isinstance(value, bool) else str(value)

        return filled(text, value_of)

    def _aside(self) -> "Expander":
        return Expander(self._parts, self._schemas)

    def _named(self, found: Found, name: str) -> Found:
        meant = found.scope.find(name)
        if meant is None:
            known, hint = found.scope.known(), found.scope.hints()
            guess = nearest(name, known) if known else "There are none."
            problem = f"there is no value for ${name} here."
            raise found.document.error(found.where, problem, f"{guess}{hint}")
        return meant

    def _item(self, found: Found, items: list[Any], out: Where, depth: int) -> None:
        """Adds what an item of a list stands for: itself, or several."""
        value = found.value
        name = whole(value) if isinstance(value, str) else None
        if depth > DEEPEST:
            raise found.document.error(found.where, "the nesting is too deep.")
        if name is not None:
            meant = self._named(found, name)
            several = [meant.at(i) for i in range(len(meant.value))] if _is_list(meant) else [meant]
            for each in several:
                self._item(each, items, out, depth + 1)
        elif isinstance(value, dict) and not value.keys().isdisjoint((REPEAT, EACH, DO)):
            for scope in self._rounds(found):
                for index in range(len(value[DO])):
                    inner = replace(found.at(DO, index), scope=scope)
                    self._item(inner, items, out, depth + 1)
        elif isinstance(value, dict) and INCLUDE in value:
            steps = self._included(found)
            for index in range(len(steps.value)):
                self._item(steps.at(index), items, out, depth + 1)
        else:
            items.append(self._value(found, (*out, len(items)), depth))

    def _rounds(self, found: Found) -> Iterator[Scope]:
        """The names of each round of a loop."""
        head = self._aside().document(found, [key for key in found.value if key != DO])
        loop = replace(
            head,
            value={**head.value, **({DO: found.value[DO]} if DO in found.value else {})},
        )
        check(loop, self._schemas["loop"])
        rows = _rows(head)
        used = {*named(found.value[DO])}
        if EACH in loop.value or "as" in loop.value:  # to repeat something without counting is fine
            _all_used(rows[0], used, "loop")
        for row in rows:
            yield Scope(names=row, outer=found.scope)

    def _included(self, found: Found) -> Found:
        """The steps of a part, with the names it may use."""
        document, where = found.document, found.where
        head = self._aside().document(found, [key for key in found.value if key != WITH])
        check(replace(head, value={**found.value, **head.value}), self._schemas["include"])
        part = self._parts(head.value[INCLUDE], document, where)
        place = f"{document.file(where)}, line {document.line(where)}"
        scope = Scope(hint=f" Give it under `with`, in {place}.")
        for name, value in (part.value.get(PARAMETERS) or {}).items():
            scope.names[name] = Found(
                value=value, document=part, where=(PARAMETERS, name), scope=scope
            )
        given = {name: found.at(WITH, name) for name in found.value.get(WITH) or {}}
        _all_used(given, {*named(part.value)}, f"part {head.value[INCLUDE]!r}")
        scope.names |= given
        return Found(value=part.value[SCRIPT], document=part, where=(SCRIPT,), scope=scope)


def _is_list(found: Found) -> bool:
    return isinstance(found.value, list)


def _rows(head: Document) -> list[dict[str, Found]]:
    """The names and values of each round, of a loop's head without names."""
    nothing = Scope()

    def found(value: Any, *where: str | int) -> Found:  # noqa: ANN401 - YAML holds anything
        return Found(value=value, document=head, where=where, scope=nothing)

    each = head.value.get(EACH)
    if each is None:
        name = head.value.get("as", COUNTER)
        return [{name: found(n, REPEAT)} for n in range(1, head.value[REPEAT] + 1)]
    if isinstance(each, list):
        return [
            {name: found(value, EACH, index, name) for name, value in row.items()}
            for index, row in enumerate(each)
        ]
    lengths = {name: len(values) for name, values in each.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        problem = f"the lists of this loop are not equally long: {told}."
        raise head.error((EACH,), problem, "Each round takes one value of each list.")
    return [
        {name: found(values[index], EACH, name, index) for name, values in each.items()}
        for index in range(min(lengths.values(), default=0))
    ]


def _all_used(given: Mapping[str, Found], used: set[str], what: str) -> None:
    """A name that nothing uses is a name misspelt. Raises FileError."""
    for name, found in given.items():
        if name not in used:
            hint = nearest(name, used) if used else "It uses no names."
            raise found.document.error(
                found.where, f"${name} is used nowhere in this {what}.", hint
            )
