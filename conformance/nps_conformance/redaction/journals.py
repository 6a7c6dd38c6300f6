"""Redacts the journals of a run: what belongs to people gets pseudonyms, in the bytes and in the
typed contents alike; everything else stays, and the verdicts with it.

    redaction = Redaction(key)
    for entries in journals: redaction.learn(entries)
    redacted = [redaction.redacted(entries) for entries in journals]

All journals of a run are learnt before any is redacted, because one may quote what another told.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from nps_conformance.redaction.fields import (
    CODES,
    FACTS,
    PLAIN_ELEMENTS,
    PRIVATE,
    PRIVATE_ELEMENTS,
    QUOTING,
    QUOTING_ELEMENTS,
    REFERENCE_ELEMENTS,
    REFERENCES,
)
from nps_conformance.redaction.pseudonyms import Pseudonyms
from nps_conformance.redaction.quoting import Quoted
from nps_conformance.redaction.xml_text import changed
from nps_simulator.journal.chain import START, canonical, link
from nps_simulator.journal.entries import Action, Driver, Entry, Exchange, Http, Instruction, Opened
from nps_simulator.journal.masking import MASK

_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_KEY_SAFE_CODE = "KeySafeCode"
_SHORTEST_CODE = 4  # characters: a shorter one stands in references by chance
_WORDS = re.compile(r"[^\W_]+")


class Redaction:
    """One secret key and the private values of one run."""

    def __init__(self, key: bytes) -> None:
        self._pseudonyms = Pseudonyms(key)
        self._quoted = Quoted()
        self._codes: set[str] = set()

    def learn(self, entries: Sequence[Entry]) -> None:
        """Take in the private values of a journal."""
        for entry in entries:
            match entry:
                case Exchange():
                    for message in (entry.http_request, entry.http_reply):
                        _body_changed(message, self._learning)
                    for content in (entry.request, entry.reply):
                        _walk(content, "", PRIVATE, self._learn_value)
                case Instruction() | Action():
                    content = entry.facts if isinstance(entry, Instruction) else entry.arguments
                    _walk(content, "", FACTS, self._learn_value)
                case _:
                    pass

    def _learning(self, here: tuple[str, ...], text: str) -> str:
        if here and _is_private(here):
            self._learn_value(_KEY_SAFE_CODE if here[-1:] == (_KEY_SAFE_CODE,) else "", text)
        return text

    def _learn_value(self, name: str, value: str) -> str:
        if name in REFERENCES or name in QUOTING:
            return value
        self._quoted.learn(value)
        if (name == _KEY_SAFE_CODE or name in CODES) and len(value) >= _SHORTEST_CODE:
            self._codes.update(_WORDS.findall(value))
        return value

    def redacted(self, entries: Sequence[Entry]) -> list[Entry]:
        """The journal redacted; entry 0 says so, and names the hash that the other one ended in."""
        digest = START
        for entry in entries:
            digest = link(digest, canonical(entry))
        return [self._entry(entry, digest.hex()) for entry in entries]

    def _entry(self, entry: Entry, head: str) -> Entry:
        match entry:
            case Opened():
                return replace(entry, redacted_from=head)
            case Exchange():
                return self._exchange(entry)
            case Instruction():
                facts = _walk(entry.facts, "", FACTS, self._value)
                return replace(entry, facts=facts, text=self._text(entry.text))
            case Action():
                arguments = _walk(entry.arguments, "", FACTS, self._value)
                facts = _walk(entry.facts, "", FACTS, self._value)
                return replace(entry, arguments=arguments, facts=facts)
            case Driver():
                return replace(entry, detail=self._quoting(entry.detail))
            case _:
                return entry

    def _exchange(self, entry: Exchange) -> Exchange:
        findings = [replace(each, text=self._quoting(each.text)) for each in entry.findings]
        whole = entry.outcome != "document"  # then the body is a hash
        reply = entry.http_reply
        return replace(
            entry,
            http_request=_body_changed(entry.http_request, self._in_body),
            http_reply=_body_changed(reply, self._in_reply) if whole else reply,
            request=_walk(entry.request, "", PRIVATE, self._value),
            reply=_walk(entry.reply, "", PRIVATE, self._value),
            findings=findings,
        )

    def _in_body(self, here: tuple[str, ...], text: str) -> str:
        name = here[-1] if here else ""
        if _is_quoting(here):
            return self._quoting(text)
        if name in REFERENCE_ELEMENTS:
            return self._reference(text)
        return self._text(text) if _is_private(here) else text

    def _in_reply(self, here: tuple[str, ...], text: str) -> str:
        return self._in_body(here, text) if here else self._quoting(text)  # a page of plain text

    def _value(self, name: str, value: str) -> str:
        if name in QUOTING:
            return self._quoting(value)
        return self._reference(value) if name in REFERENCES else self._text(value)

    def _text(self, text: str) -> str:
        return MASK.join(self._pseudonyms.text(each) for each in text.split(MASK))

    def _quoting(self, text: str) -> str:
        return self._quoted.changed(text, self._text)

    def _reference(self, text: str) -> str:
        """A reference stays what it is, but for the code of a key safe in it."""
        return _WORDS.sub(
            lambda word: self._text(word.group()) if word.group() in self._codes else word.group(),
            text,
        )


def _is_quoting(here: tuple[str, ...]) -> bool:
    """Whether a text is the landlord's own: of a fault, or of a message in a status of action."""
    return bool(here) and (
        here[-1] in QUOTING_ELEMENTS or here[-2:] == ("Message", "Text") or "detail" in here
    )


def _is_private(here: tuple[str, ...]) -> bool:
    name = here[-1] if here else ""
    if _is_quoting(here) or name in REFERENCE_ELEMENTS:
        return False
    return name in PRIVATE_ELEMENTS or name not in PLAIN_ELEMENTS


def _walk(value: Any, name: str, private: frozenset[str], change: Callable[[str, str], str]) -> Any:  # noqa: ANN401 - whatever JSON has
    """A content with its private texts changed; `name` is the member it stands under."""
    if isinstance(value, dict):
        below = {key: _named(name, key) for key in value}
        return {key: _walk(each, below[key], private, change) for key, each in value.items()}
    if isinstance(value, list):
        if name == "alerts" and len(value) == 2 and isinstance(value[1], str):  # noqa: PLR2004 - code and text
            return [value[0], change("text", value[1])]
        return [_walk(each, name, private, change) for each in value]
    if isinstance(value, str) and _changes(name, value, private):
        return change(name, value)
    return value


def _named(parent: str, key: str) -> str:
    """The member's name; the text of a landlord's message is under a name of its own."""
    return "sentence" if parent == "messages" and key == "text" else key


def _changes(name: str, value: str, private: frozenset[str]) -> bool:
    if name in private or name in REFERENCES or name in QUOTING:
        return True
    return name == "reason" and " " in value  # a reason in words, and not a code


def _body_changed(message: Http, change: Callable[[tuple[str, ...], str], str]) -> Http:
    """An HTTP message with the texts of its body changed."""
    if message.body:
        return replace(message, body=changed(message.body, change))
    if not message.body_base64:
        return message
    raw = b64decode(message.body_base64)
    mark, encoding = b"", "latin-1"  # every byte is one character, and back
    if raw[:2] in _UTF16:
        mark, encoding = raw[:2], _UTF16[raw[:2]]
    elif b"\0" in raw[:4]:
        encoding = "utf-16-be" if raw[:1] == b"\0" else "utf-16-le"
    try:
        text = raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        mark, text, encoding = b"", raw.decode("latin-1"), "latin-1"
    again = mark + changed(text, change).encode(encoding)
    return replace(message, body_base64=b64encode(again).decode())


def private_values(entries: Sequence[Entry]) -> Iterator[str]:
    """Every private value that a journal holds in typed form, for who wants to look for them."""
    found: list[str] = []

    def keep(name: str, value: str) -> str:
        if name not in REFERENCES and name not in QUOTING:
            found.append(value)
        return value

    for entry in entries:
        if isinstance(entry, Exchange):
            _walk(entry.request, "", PRIVATE, keep)
            _walk(entry.reply, "", PRIVATE, keep)
        elif isinstance(entry, Instruction):
            _walk(entry.facts, "", FACTS, keep)
            found.append(entry.text)
        elif isinstance(entry, Action):
            _walk(entry.arguments, "", FACTS, keep)
    yield from found
