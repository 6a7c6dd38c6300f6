"""`CONTRACT.md`: the contract for people, made from the WSDL, the limits and the code lists."""

from collections.abc import Iterable, Iterator
from typing import Final

from nps_wsdl.codes import SCHEDULE_OF_RATES
from nps_wsdl.contract import ComplexType, Contract, Field, Operation, SimpleType
from nps_wsdl.limits import LIMITS
from nps_wsdl.wording import CODE_LISTS, sentences, title_of

_INTRODUCTION: Final = """\
# The contractor interface

Made by `python -m nps_wsdl.generate` from `nps_wsdl/contractor-interface.wsdl`; do not edit.

{documentation}

- Namespace `{namespace}`, SOAP 1.1, document/literal wrapped, UTF-8. Element order counts.
- Every reply holds one `Result` with an [ActionStatus](#actionstatus). A refusal is a normal reply
  with `SuccessFlag` N and says why in its messages. Success with messages is success.
- A SOAP fault (HTTP 500) means that the request could not be read: see [The fault](#the-fault).
- Types, order and enumerations are the schema's. Limits (length in characters, pattern, decimals,
  range, published codes) are business rules: breaking one is a refusal with a code of its own.
- *Needed* says whether the schema demands the element; an operation may still refuse without it.
- *Provenance*: documented is stated by the Magenta document, inferred follows from it, assumed is
  our choice in the style of such systems.
"""

# Where a list is not wholly assumed.
_PROVENANCE: Final = {
    "works order statuses": "The codes follow vendor-style evidence; the meanings are assumed.",
    "appointment statuses": "CMP, CAN and BRK are documented; the others are assumed.",
    "cancellation reasons": "WRALL, DUPL and INFO are inferred, the grounds to send an order back.",
}


def contract_markdown(contract: Contract) -> str:
    """Return the whole of `CONTRACT.md`."""
    lines = [
        _INTRODUCTION.format(
            documentation=contract.documentation, namespace=contract.namespace
        ).rstrip()
    ]
    lines += ["", "## Operations", ""]
    lines += _table(
        ("", "Operation", "Purpose", "Provenance"),
        (
            (one.row, f"[{one.name}](#{_anchor(_heading(one))})", *_split(one.documentation))
            for one in contract.operations.values()
        ),
    )
    told: set[str] = {"ActionStatus", "Message"}
    for operation in contract.operations.values():
        lines += _operation(operation, told)
    lines += ["", "## Shared types"]
    for name in ("ActionStatus", "Message"):
        lines += _complex(contract.types[name], name)
    for described in contract.types.values():
        if isinstance(described, SimpleType):
            lines += _simple(described)
    for name, fault in contract.faults.items():
        lines += ["", "## The fault", "", f"`{name}`: {_split(fault.documentation)[0]}", ""]
        lines += _fields(fault, name)
    lines += _codes()
    return "\n".join(lines) + "\n"


def _heading(operation: Operation) -> str:
    return f"{operation.row} {operation.name}"


def _anchor(heading: str) -> str:
    return heading.lower().replace(" ", "-")


def _split(documentation: str) -> tuple[str, str]:
    """Part the words of a documentation from its provenance."""
    words, _, provenance = documentation.partition(" Provenance: ")
    return words, provenance.rstrip(".")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |".replace("|  |", "| |")
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _operation(operation: Operation, told: set[str]) -> Iterator[str]:
    words, _ = _split(operation.documentation)
    yield from ("", f"## {_heading(operation)}", "", words, "")
    yield f"soapAction `{operation.soap_action}`"
    yield from ("", f"### Request `{operation.name}`", "")
    yield from _fields(operation.request, operation.name)
    yield from _nested(operation.request, told)
    yield from ("", f"### Reply `{operation.reply_element}/Result`", "")
    yield from _fields(operation.result, f"{operation.name}Reply")
    yield from _nested(operation.result, told)


def _nested(owner: ComplexType, told: set[str]) -> Iterator[str]:
    for field in owner.fields:
        described = field.type
        if isinstance(described, ComplexType) and described.item is not None:
            described = described.item.type
        if isinstance(described, ComplexType) and described.name not in told:
            told.add(described.name)
            yield from _complex(described, described.name)
            yield from _nested(described, told)


def _complex(described: ComplexType | SimpleType, name: str) -> Iterator[str]:
    yield from ("", f"#### {name}", "", _split(described.documentation)[0], "")
    if isinstance(described, ComplexType):
        yield from _fields(described, name)


def _fields(owner: ComplexType, limits: str) -> Iterator[str]:
    head = ("Element", "Type", "Needed", "Meaning", "Limits", "Provenance")
    return _table(head, (_field(field, limits) for field in owner.fields))


def _field(field: Field, owner: str) -> tuple[str, ...]:
    words, provenance = _split(field.documentation)
    limit = LIMITS.get(owner, {}).get(_attribute(field.name))
    said = sentences(limit) if limit is not None else ()
    for sentence in said:
        words = words.replace(f" {sentence}", "")
    limits = " ".join(said)
    if limit is not None and limit.pattern is not None:
        limits = limits.replace(limit.pattern, f"`{limit.pattern}`")
    if limit is not None and limit.codes is not None:
        title = title_of(limit.codes)
        limits = limits.replace(f"({title})", f"([{title}](#{_anchor(title)}))")
    needed = "no" if field.optional else "yes"
    return (field.name, _type(field.type), needed, words, limits, provenance)


def _attribute(element: str) -> str:
    spelled = "".join(f"_{c.lower()}" if c.isupper() or c.isdigit() else c for c in element)
    return spelled.removeprefix("_")


def _type(described: ComplexType | SimpleType) -> str:
    name = described.name
    if isinstance(described, ComplexType) and described.item is not None:
        least = "" if described.item.optional else "one or more "
        return f"{least}`{described.item.name}`, each {_type(described.item.type)}"
    return f"`{name}`" if name.startswith("xs:") else f"[{name}](#{_anchor(name)})"


def _simple(described: SimpleType) -> Iterator[str]:
    words, provenance = _split(described.documentation)
    yield from ("", f"#### {described.name}", "")
    yield f"`{described.base}`. {words} Provenance: {provenance}."
    if described.values:
        yield ""
        yield from _table(("Value", "Meaning"), described.values.items())


def _codes() -> Iterator[str]:
    yield from (
        "",
        "## Code lists",
        "",
        "All codes and wordings are assumed unless said otherwise.",
    )
    for title, codelist in CODE_LISTS.items():
        yield from ("", f"### {title.capitalize()}", "", _PROVENANCE.get(title, "Assumed."), "")
        yield from _table(("Code", "Meaning"), codelist.items())
    yield from ("", "### Schedule of rates", "", "Invented. Rates in pounds, without tax.", "")
    yield from _table(
        ("Code", "Description", "Unit", "Rate", "Trade"),
        ((code, *row) for code, row in SCHEDULE_OF_RATES.items()),
    )
