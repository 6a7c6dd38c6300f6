"""What a certificate says, as data (`certificate.json`) and in words (`certificate.txt`).

All of it but who signed and when follows from the other files, so that whoever checks one can make
it again and compare.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import msgspec

from nps_conformance.certificate import parcel
from nps_conformance.certificate.wording import DOES_NOT_PROVE, PROVES, in_words
from nps_reports.record import Run, Word
from nps_simulator.journal.chain import START, canonical, link
from nps_simulator.journal.entries import Entry, Opened

SCHEMA: Final = 1
KIND: Final = "nps-certificate"
_WORD: Final = re.compile(r"[a-z0-9-]+")


class StatementError(ValueError):
    """A `certificate.json` that is none, or of another version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a certificate cannot be derived from its files: who signed with which public key (64
    hex digits), when (ISO 8601, UTC), with which program, and on which day the run was played.

    `whole_plan` says that every rule had been tried, which decides whether a known failure that
    did not fail is stale; `catalogue` counts the scenarios there were to play.
    """

    signed_at: str
    signed_by: str
    key: str
    program: str
    played_on: str
    whole_plan: bool
    catalogue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """The client's build: what it declares, and the SHA-256 of files that the driver hashed."""

    declared: str
    hashed: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """One sandbox that was played. `journal_head` is the hash of the journal's last entry, which
    stands for all of it; `redacted_from` that of the journal it was redacted from, if it was.
    """

    scenario: str
    mode: str
    seed: int
    profile: str
    scenario_sha256: str
    journal: str
    journal_head: str
    redacted_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file the certificate covers."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The content of `certificate.json`. Hashes are SHA-256 in hex.

    `words` counts rules by verdict; `not_passed` names those that did not pass, by verdict;
    `unproven_rules` are rules of the run that the kill matrix does not speak of.
    """

    schema: int
    kind: str
    given: Given
    contractor: str
    build: Build
    claims: Mapping[str, Any]  # as contractor.yaml has them: any JSON
    conclusion: str
    exit_code: int
    scenarios: int
    contract_sha256: str
    rules_sha256: str
    kill_matrix_sha256: str
    unproven_rules: tuple[str, ...]
    words: Mapping[str, int]
    not_passed: Mapping[str, tuple[str, ...]]
    known_failures: tuple[str, ...]
    proves: tuple[str, ...]
    does_not_prove: tuple[str, ...]
    sandboxes: tuple[Sandbox, ...]
    files: tuple[File, ...]


def make(
    run: Run,
    journals: Mapping[str, Sequence[Entry]],
    files: Mapping[str, bytes],
    given: Given,
) -> Statement:
    """What these files say: `journals` by path, in the order of the run, `files` all but the two
    that hold and sign the statement.
    """
    matrix = files[parcel.KILL_MATRIX].decode("utf-8", "replace")
    spoken_of = set(_WORD.findall(matrix))
    return Statement(
        schema=SCHEMA,
        kind=KIND,
        given=given,
        contractor=str(run.contractor.get("name", "")),
        build=Build(
            declared=str(run.contractor.get("version", "")),
            hashed=dict(run.contractor.get("hashed") or {}),
        ),
        claims=run.contractor,
        conclusion=run.conclusion,
        exit_code=run.exit_code,
        scenarios=len({each.scenario for each in run.played}),
        contract_sha256=run.contract_sha256,
        rules_sha256=run.rules_sha256,
        kill_matrix_sha256=sha256(files[parcel.KILL_MATRIX]).hexdigest(),
        unproven_rules=tuple(each.rule for each in run.summary if each.rule not in spoken_of),
        words={
            word.value: count
            for word in Word
            if (count := Counter(each.verdict for each in run.summary)[word])
        },
        not_passed={
            word.value: rules
            for word in Word
            if word is not Word.PASSED
            and (rules := tuple(each.rule for each in run.summary if each.verdict is word))
        },
        known_failures=tuple(
            f"{each.rule}: {each.reason} ({each.owner}, until {each.until})"
            for each in run.known_failures
        ),
        proves=PROVES,
        does_not_prove=DOES_NOT_PROVE,
        sandboxes=tuple(_sandbox(path, entries) for path, entries in journals.items()),
        files=tuple(
            File(path=path, bytes=len(content), sha256=sha256(content).hexdigest())
            for path, content in sorted(files.items())
        ),
    )


def _sandbox(path: str, entries: Sequence[Entry]) -> Sandbox:
    opened = entries[0]
    if not isinstance(opened, Opened):  # reading a journal has refused anything else
        raise TypeError(f"{path} does not begin with `opened`.")
    return Sandbox(
        scenario=opened.scenario,
        mode=opened.mode,
        seed=opened.seed,
        profile=str(opened.profile.get("name", "")),
        scenario_sha256=opened.scenario_sha256,
        journal=path,
        journal_head=head(entries),
        redacted_from=opened.redacted_from,
    )


def head(entries: Sequence[Entry]) -> str:
    """The hash (hex) of the last entry of a journal, which stands for all of it."""
    digest = START
    for entry in entries:
        digest = link(digest, canonical(entry))
    return digest.hex()


def render(statement: Statement) -> bytes:
    """`certificate.json`."""
    content = msgspec.to_builtins(statement)
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def parse(data: bytes) -> Statement:
    """The statement of a `certificate.json`. Raises StatementError."""
    try:
        content = json.loads(data)
        kind, version = content.get("kind"), content.get("schema")
        if (kind, version) == (KIND, SCHEMA):
            return msgspec.convert(content, Statement)
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise StatementError(f"it cannot be read ({error})") from error
    raise StatementError(
        f"it is a {kind!r} of schema {version!r}, and this program reads {KIND!r} of schema "
        f"{SCHEMA}: it was changed, or is to be checked with the version that wrote it"
    )


def text(statement: Statement) -> bytes:
    """`certificate.txt`, for people: the same without the list of files."""
    return in_words(msgspec.to_builtins(statement)).encode()
