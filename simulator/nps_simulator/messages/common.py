"""Parts that several messages share."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How serious a message in a status of action is."""

    ERROR = "E"
    WARNING = "W"
    INFORMATION = "I"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a status of action: a code to branch on and a text for people.

    `field` is the XML name of the field it is about, where there is one.
    """

    code: str
    severity: Severity
    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStatus:
    """The status of action in every reply; success may well carry messages."""

    success_flag: bool
    messages: tuple[Message, ...] = ()
