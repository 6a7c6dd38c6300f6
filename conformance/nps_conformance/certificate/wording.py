"""What a certificate says in words."""

from collections.abc import Iterator, Mapping
from textwrap import fill
from typing import Any, Final

PROVES: Final = (
    "Nothing in these files was changed since they were signed by the holder of the key.",
    "The verdicts follow from the journals: judged again by the same rules, they are the same.",
    "The scenarios, the contract (WSDL) and the kill matrix are those whose hashes stand here.",
)
_HONESTY: Final = (
    "Honesty: whoever holds the key could have played the run with another client, or have written "
    "the journals by hand. Trust it as far as you trust the key's owner, or have it run under your "
    "own eyes."
)
_BUILD: Final = (
    "Which build was tested: the version is what the contractor declares. Where files are listed "
    "with it, the driver hashed what the contractor's command line names, and nothing that those "
    "load in their turn."
)
_REST: Final = (
    "Anything about rules that are not listed as passed, about scenarios that were not played, or "
    "about the live NPS system."
)
DOES_NOT_PROVE: Final = (
    _HONESTY,
    "Whose key it is: compare the public key with the one its owner gave you by another way.",
    _BUILD,
    _REST,
)
_WIDTH: Final = 90


def in_words(said: Mapping[str, Any]) -> str:
    """A statement, as `certificate.json` has it, for people."""
    return "\n".join(_lines(said)) + "\n"


def _lines(said: Mapping[str, Any]) -> Iterator[str]:
    given, build = said["given"], said["build"]
    yield f"{said['contractor']}, version {build['declared']} (as the contractor declares it)"
    yield said["conclusion"]
    if said["scenarios"] < given["catalogue"]:
        left = given["catalogue"] - said["scenarios"]
        yield f"A part of the plan only: {left} scenarios were not played."
    yield ""
    for name, digest in build["hashed"].items():
        yield f"  client file {name}: SHA-256 {digest}"
    modes = len(said["sandboxes"])
    yield (
        f"  played on {given['played_on']}: {said['scenarios']} of {given['catalogue']} scenarios, "
        f"{modes} sandboxes"
    )
    redacted = sum(bool(each["redacted_from"]) for each in said["sandboxes"])
    if redacted:
        yield f"  {redacted} of the journals are redacted: names, addresses and notes are made up"
    counted = ", ".join(f"{count} {word}" for word, count in said["words"].items())
    yield f"  rules: {counted}"
    for word, rules in said["not_passed"].items():
        yield fill(
            f"{word}: {', '.join(rules)}",
            _WIDTH,
            initial_indent="    ",
            subsequent_indent="      ",
            break_on_hyphens=False,
        )
    for each in said["known_failures"]:
        yield f"  known failure, let pass: {each}"
    yield f"  contract   {said['contract_sha256']}"
    yield f"  rules      {said['rules_sha256']}"
    yield f"  kill matrix {said['kill_matrix_sha256']}"
    if said["unproven_rules"]:
        yield fill(
            f"not in the kill matrix: {', '.join(said['unproven_rules'])}",
            _WIDTH,
            initial_indent="    ",
            subsequent_indent="      ",
            break_on_hyphens=False,
        )
    by = f" by {given['signed_by']}" if given["signed_by"] else ""
    yield f"  signed {given['signed_at']}{by} with {given['program']}"
    yield f"  public key {given['key']}"
    yield ""
    yield "What this proves"
    for each in said["proves"]:
        yield fill(each, _WIDTH, initial_indent="  - ", subsequent_indent="    ")
    yield "What it does not prove"
    for each in said["does_not_prove"]:
        yield fill(each, _WIDTH, initial_indent="  - ", subsequent_indent="    ")
    yield ""
    yield "Check it: nps verify FILE --trusted-key KEY"
