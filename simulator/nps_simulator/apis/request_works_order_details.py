"""AP2: everything the landlord tells of one works order, as it is now."""

from dataclasses import replace
from typing import Final

from nps_simulator.apis._api import SUCCESS, answering, by_number
from nps_simulator.domain.content import content_objection
from nps_simulator.domain.ledger import Books, Circumstances, Decision, Guarded
from nps_simulator.domain.model import WorksOrder
from nps_simulator.domain.money import net_of, tax_of
from nps_simulator.domain.standing import guarded_order, order_of, unknown
from nps_simulator.memo import Memo
from nps_simulator.messages.request_works_order_details import (
    AccessDetails,
    AlertDetails,
    AppointmentDetails,
    CompletionDetails,
    ContactDetails,
    InvoiceDetails,
    LineDetails,
    NonAccessDetails,
    NoteDetails,
    PropertyDetails,
    RequestWorksOrderDetails,
    RequestWorksOrderDetailsReply,
    VariationDetails,
    WorksOrderDetails,
)


def guard(request: RequestWorksOrderDetails, books: Books, here: Circumstances) -> Guarded | None:
    """Refuses a number that is not there, not authorised, or another contractor's: all alike."""
    found = content_objection(request)
    if found is not None:
        return found
    # An order that was handed out may be read in every state (`OrderEvent.READ`).
    if order_of(books, here, request.works_order_number) is None:
        return unknown(request.works_order_number)
    return None


def accept(request: RequestWorksOrderDetails, books: Books, here: Circumstances) -> Decision:
    """The order as it is; that it was shown counts only when the reply is delivered."""
    order = guarded_order(books, here, request.works_order_number)
    # Invoices go their own way while the order stays as it is.
    reply = (
        _replies.of(order) if not order.invoice_numbers else _reply(order, _invoices(order, books))
    )
    if order.delivered_counter == order.counter and order.delivered_version == order.version:
        return Decision(reply=reply)
    shown = replace(order, delivered_counter=order.counter, delivered_version=order.version)
    return Decision(reply=reply, delivered=(shown,))


def _reply(
    order: WorksOrder, invoices: tuple[InvoiceDetails, ...] = ()
) -> RequestWorksOrderDetailsReply:
    return RequestWorksOrderDetailsReply(
        action_status=SUCCESS, works_order=_details(order, invoices)
    )


_replies: Final = Memo(_reply)


def _details(order: WorksOrder, invoices: tuple[InvoiceDetails, ...]) -> WorksOrderDetails:
    completion = order.completion
    return WorksOrderDetails(
        works_order_number=order.works_order_number,
        version=order.version,
        status=order.state.value,
        status_at=order.status_at,
        order_type=order.order_type,
        priority_code=order.priority_code,
        raised_at=order.raised_at,
        authorised_at=order.authorised_at,
        issued_at=order.issued_at,
        target_at=order.target_at,
        description=order.description,
        comments=order.comments,
        estimated_net=net_of(order.lines),
        estimated_tax=tax_of(order.lines),
        cancellation_reason_code=order.cancellation_reason_code,
        contractor_reference=order.contractor_reference,
        property=_property(order),
        contact=_contact(order),
        access=_access(order),
        alerts=tuple(
            AlertDetails(type_code=type_code, text=text) for type_code, text in order.home.alerts
        ),
        lines=_lines(order),
        variations=_variations(order),
        appointments=_appointments(order),
        non_accesses=_non_accesses(order),
        notes=_notes(order),
        completion=None
        if completion is None
        else CompletionDetails(
            external_reference=completion.external_reference,
            completed_at=completion.completed_at,
            recorded_at=completion.recorded_at,
        ),
        invoices=invoices,
    )


def _property(order: WorksOrder) -> PropertyDetails:
    home = order.home
    return PropertyDetails(
        property_reference=home.property_reference,
        uprn=home.uprn,
        address_line_1=home.address_line_1,
        address_line_2=home.address_line_2,
        town=home.town,
        postcode=home.postcode,
        communal=home.communal,
    )


def _contact(order: WorksOrder) -> ContactDetails | None:
    home = order.home
    if home.tenant_name is None:
        return None
    return ContactDetails(
        tenant_name=home.tenant_name, telephone=home.telephone, support_needs=home.support_needs
    )


def _access(order: WorksOrder) -> AccessDetails | None:
    home = order.home
    said = (home.access_am, home.access_pm, home.access_notes)
    if not any(said) and home.key_safe_location is None and home.key_safe_code is None:
        return None
    return AccessDetails(
        access_am=home.access_am,
        access_pm=home.access_pm,
        notes=home.access_notes,
        key_safe_location=home.key_safe_location,
        key_safe_code=home.key_safe_code,
    )


def _lines(order: WorksOrder) -> tuple[LineDetails, ...]:
    return tuple(
        LineDetails(
            line_number=line.line_number,
            sor_code=line.sor_code,
            description=line.description,
            quantity=line.quantity,
            unit=line.unit,
            unit_rate=line.unit_rate,
            tax_code=line.tax_code,
            trade_code=line.trade_code,
            location=line.location,
            comments=line.comments,
        )
        for line in order.lines
    )


def _variations(order: WorksOrder) -> tuple[VariationDetails, ...]:
    return tuple(
        VariationDetails(
            variation_number=variation.variation_number,
            external_reference=variation.external_reference,
            status=variation.state.value,
            base_version=variation.base_version,
            submitted_at=variation.submitted_at,
            decided_at=variation.decided_at,
            new_version=variation.new_version,
            reject_reason_code=variation.reject_reason_code,
            comments=variation.decision_comments,
        )
        for variation in order.variations
    )


def _appointments(order: WorksOrder) -> tuple[AppointmentDetails, ...]:
    return tuple(
        AppointmentDetails(
            appointment_reference=visit.appointment_reference,
            appointment_date=visit.appointment_date,
            slot_code=visit.slot_code,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            status_code=visit.state.value,
            booked_by=visit.booked_by.value,
            reason_code=visit.reason_code,
            external_reference=visit.external_reference,
        )
        for visit in order.appointments
    )


def _non_accesses(order: WorksOrder) -> tuple[NonAccessDetails, ...]:
    return tuple(
        NonAccessDetails(
            non_access_number=event.non_access_number,
            external_reference=event.external_reference,
            visited_at=event.visited_at,
            reason_code=event.reason_code,
            carded=event.carded,
        )
        for event in order.non_accesses
    )


def _notes(order: WorksOrder) -> tuple[NoteDetails, ...]:
    return tuple(
        NoteDetails(
            note_number=note.note_number,
            noted_at=note.noted_at,
            author=note.author,
            type_code=note.type_code,
            text=note.text,
            external_reference=note.external_reference,
        )
        for note in order.notes
    )


def _invoices(order: WorksOrder, books: Books) -> tuple[InvoiceDetails, ...]:
    found = (books.invoice(number) for number in order.invoice_numbers)
    return tuple(
        InvoiceDetails(
            invoice_number=invoice.invoice_number,
            supplier_invoice_reference=invoice.supplier_invoice_reference,
            status=invoice.state.value,
            net=share.net,
            tax=share.tax,
        )
        for invoice in found
        if invoice is not None
        for share in invoice.shares
        if share.works_order_number == order.works_order_number
    )


API: Final = answering(RequestWorksOrderDetails, guard=guard, accept=accept, touched=by_number)
