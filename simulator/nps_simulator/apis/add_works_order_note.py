"""EX2: the contractor adds a note to an order."""

from dataclasses import replace
from typing import Final

from nps_simulator.apis._api import SUCCESS, answering, by_number
from nps_simulator.domain.content import content_objection
from nps_simulator.domain.dates import not_in_future
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.fullness import full
from nps_simulator.domain.ledger import Books, Circumstances, Decision, Guarded
from nps_simulator.domain.model import Note
from nps_simulator.domain.orders import moved
from nps_simulator.domain.standing import guarded_order, objection, order_of, unknown
from nps_simulator.messages.add_works_order_note import AddWorksOrderNote, AddWorksOrderNoteReply

_GENERAL: Final = "GEN"


def guard(request: AddWorksOrderNote, books: Books, here: Circumstances) -> Guarded | None:
    """Refuses a note before the receipt, and by the second seed on a closed order."""
    found = content_objection(request) or not_in_future("NotedAt", request.noted_at, here.now)
    if found is not None:
        return found
    order = order_of(books, here, request.works_order_number)
    if order is None:
        return unknown(request.works_order_number)
    return full(order, len(order.notes), "notes") or objection(order, OrderEvent.NOTE, here)


def accept(request: AddWorksOrderNote, books: Books, here: Circumstances) -> Decision:
    """A numbered note, general unless said otherwise, by the contractor unless said otherwise."""
    order = guarded_order(books, here, request.works_order_number)
    note = Note(
        note_number=len(order.notes) + 1,
        noted_at=request.noted_at or here.now,
        author=request.author or here.contractor,
        type_code=request.type_code or _GENERAL,
        text=request.text,
        external_reference=request.external_reference,
    )
    noted = replace(moved(order, OrderEvent.NOTE, here.now), notes=(*order.notes, note))
    reply = AddWorksOrderNoteReply(
        action_status=SUCCESS,
        works_order_number=order.works_order_number,
        note_number=note.note_number,
    )
    return Decision(reply=reply, orders=(noted,))


API: Final = answering(AddWorksOrderNote, guard=guard, accept=accept, touched=by_number)
