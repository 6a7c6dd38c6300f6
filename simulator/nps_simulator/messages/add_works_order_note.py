"""EX2: add a note to a works order (named in the Magenta document without a number)."""

from dataclasses import dataclass
from datetime import datetime

from nps_simulator.messages.common import ActionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWorksOrderNote:
    """Adds a note of up to 2,000 characters."""

    works_order_number: str
    text: str
    type_code: str | None = None
    noted_at: datetime | None = None
    author: str | None = None
    external_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWorksOrderNoteReply:
    """The number of the note."""

    action_status: ActionStatus
    works_order_number: str | None = None
    note_number: int | None = None
