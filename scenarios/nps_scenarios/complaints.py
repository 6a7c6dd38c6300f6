"""What is wrong with a document, held against a JSON Schema, in plain words.

`checking` loads this module by name, when a document is checked. Each complaint names file and
line, what came, the nearest valid word, and what is expected. A schema may carry `x-expected`:
words for what a value should be, and `x-also`: further keys that are right where a file is written,
and gone when it is checked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError

from nps_scenarios.words import listed, nearest
from nps_scenarios.yaml_file import Document, Where

_TYPES: Final = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Complaint:
    """One thing that is wrong, as the validator says it."""

    keyword: str  # of the schema
    came: Any
    wanted: Any
    schema: Mapping[str, Any]
    where: Where
    names: bool  # it is about the names of keys

    @property
    def thing(self) -> str:
        """What is spoken of."""
        return str(self.schema.get("title", "this mapping"))

    @property
    def key(self) -> str:
        """The key that is spoken of; of an item, the list it is in."""
        words = [each for each in self.where if isinstance(each, str)]
        if not words:
            return "the file"
        return f"{'' if self.where[-1] is words[-1] else 'an item of '}{words[-1]!r}"

    @property
    def expected(self) -> str:
        """What should be there."""
        words = self.schema.get("x-expected")
        return str(words) if words else _typed(self.schema.get("type"))

    @property
    def unknown(self) -> str:
        """The first key that the schema does not know."""
        known = self.schema.get("properties", {})
        return next(str(key) for key in self.came if key not in known)

    @property
    def place(self) -> Where:
        """Where to point at."""
        if self.keyword == "additionalProperties":
            return (*self.where, self.unknown)
        return (*self.where, str(self.came)) if self.names else self.where


def complain(document: Document, schema: Mapping[str, Any]) -> None:
    """Raise FileError for the first thing that is wrong, if anything is."""
    errors = Draft202012Validator(schema).iter_errors(document.value)
    complaints = [_complaint(_innermost(error)) for error in errors]
    if complaints:
        first = min(complaints, key=lambda one: _rank(document, one))
        problem, hint = _WORDS.get(first.keyword, _wrong)(first)
        raise document.error(first.place, problem, hint)


def _rank(document: Document, one: _Complaint) -> tuple[bool, int, str]:
    """The first line first; but a missing key last, for it is often another one misspelt."""
    return one.keyword == "required", document.line(one.place), str(one.place)


def _innermost(error: ValidationError) -> ValidationError:
    """Of alternatives, the complaint of the one that was meant: the one of the right type."""
    while error.context:
        meant = [e for e in error.context if e.path or e.validator not in {"type", "const"}]
        if not meant:
            return error
        error = meant[0]
    return error


def _complaint(error: ValidationError) -> _Complaint:
    return _Complaint(
        keyword=str(error.validator),
        came=error.instance,
        wanted=error.validator_value,
        schema=error.schema if isinstance(error.schema, dict) else {},
        where=tuple(error.absolute_path),
        names="propertyNames" in error.absolute_schema_path,
    )


def _unknown_key(one: _Complaint) -> tuple[str, str]:
    known = {*one.schema.get("properties", {}), *one.schema.get("x-also", ())}
    return f"unknown key {one.unknown!r} in {one.thing}.", nearest(one.unknown, known)


def _missing_key(one: _Complaint) -> tuple[str, str]:
    missing = next(name for name in one.wanted if name not in one.came)
    return f"{one.thing} has no {missing!r}.", f"It needs {listed(one.wanted)}."


def _unknown_word(one: _Complaint) -> tuple[str, str]:
    problem = f"unknown word {one.came!r}." if one.names else f"{one.key} is {_shown(one.came)}."
    return problem, nearest(str(one.came), {*one.wanted, *one.schema.get("x-also", ())})


def _wrong_number_of_keys(one: _Complaint) -> tuple[str, str]:
    return f"{one.thing} holds {listed(one.came) or 'nothing'}.", f"It holds exactly {one.wanted}."


def _empty(one: _Complaint) -> tuple[str, str]:
    return f"{one.key} is empty.", f"Expected {one.expected}."


def _twice(one: _Complaint) -> tuple[str, str]:
    return f"{one.key} holds something twice.", "Name each once."


def _out_of_range(one: _Complaint) -> tuple[str, str]:
    return f"{one.key} is {one.came}.", f"The {one.keyword} is {one.wanted}."


def _wrong(one: _Complaint) -> tuple[str, str]:
    if one.names:
        return f"the name {one.came!r} does not fit.", f"Expected {one.expected}."
    return f"{one.key} is {_shown(one.came)}.", f"Expected {one.expected}."


_WORDS: Final[Mapping[str, Callable[[_Complaint], tuple[str, str]]]] = {
    "additionalProperties": _unknown_key,
    "required": _missing_key,
    "enum": _unknown_word,
    "minProperties": _wrong_number_of_keys,
    "maxProperties": _wrong_number_of_keys,
    "minItems": _empty,
    "minLength": _empty,
    "uniqueItems": _twice,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
}


def _typed(names: object) -> str:
    several = [names] if isinstance(names, str) else names
    if not isinstance(several, Sequence):
        return "something else"
    return " or ".join(_TYPES[name] for name in several)


def _shown(came: object) -> str:
    if isinstance(came, dict):
        return "a mapping"
    if isinstance(came, list):
        return "a list"
    return "empty" if came is None or came == "" else repr(came)
