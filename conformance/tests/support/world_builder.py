"""More of a small journal: facts with their time and words, and messages with odd fields."""

from dataclasses import replace
from datetime import datetime, timedelta

from message_builder import DAY, FINE, START, details

from nps_simulator.journal.entries import Instruction
from nps_simulator.messages.create_appointment import CreateAppointment, CreateAppointmentReply
from nps_simulator.messages.record_non_access import RecordNonAccess, RecordNonAccessReply
from nps_simulator.messages.request_works_order_details import (
    AlertDetails,
    AppointmentDetails,
    RequestWorksOrderDetails,
    RequestWorksOrderDetailsReply,
)
from nps_simulator.messages.update_appointment_status import (
    UpdateAppointmentStatus,
    UpdateAppointmentStatusReply,
)

VISIT = datetime.combine(DAY, START.time())  # the moment of the visit that is booked by default
NEXT_DAY = DAY + timedelta(days=1)


def tell(journal, kind, at=VISIT, *, text="", order="1/1", **facts):
    """A fact with the time at which it happened, and its words."""
    journal.counted += 1
    return journal.add(
        Instruction,
        number=journal.counted,
        kind=kind,
        occurred_at=at.isoformat(),
        orders=[order] if order else [],
        facts=facts,
        text=text,
    )


def agreed(journal, day=DAY, slot="AM"):
    """A visit was agreed with the tenant."""
    return tell(journal, "visit_agreed", START, date=day.isoformat(), slot=slot)


def book(  # noqa: PLR0913 - the parts of the message
    journal, day=DAY, slot="AM", *, replaces=None, reference="A2", ref="R-APP", **how
):
    """The contractor books a visit."""
    request = CreateAppointment(
        works_order_number="1/1",
        appointment_date=day,
        slot_code=slot,
        replaces_appointment_reference=replaces,
        external_reference=ref,
    )
    reply = CreateAppointmentReply(
        action_status=FINE,
        works_order_number="1/1",
        appointment_reference=reference,
        appointment_status="BKD",
    )
    return journal.exchange(request, reply, **how)


def failed(  # noqa: PLR0913 - the parts of the message
    journal, at=VISIT, *, reference=None, ref="R-NAC", reason="NOANS", carded=True, **how
):
    """The contractor reports a non-access event."""
    request = RecordNonAccess(
        works_order_number="1/1",
        visited_at=at,
        reason_code=reason,
        carded=carded,
        appointment_reference=reference,
        external_reference=ref,
    )
    reply = RecordNonAccessReply(
        action_status=FINE,
        works_order_number="1/1",
        appointment_reference=reference,
        appointment_status=reference and "NAC",
    )
    return journal.exchange(request, reply, **how)


def status(  # noqa: PLR0913 - the parts of the message
    journal, code, at=VISIT, *, reason=None, reference="A1", ref="R-STA", **how
):
    """The contractor reports what became of a visit."""
    request = UpdateAppointmentStatus(
        appointment_reference=reference,
        status_code=code,
        status_at=at,
        reason_code=reason,
        external_reference=ref,
    )
    reply = UpdateAppointmentStatusReply(
        action_status=FINE,
        appointment_reference=reference,
        works_order_number="1/1",
        appointment_status=code,
    )
    return journal.exchange(request, reply, **how)


def read(journal, visits=(), alerts=(), **fields):
    """The details with visits on days of their own (reference, day, status), and with alerts."""
    shown = tuple(
        AppointmentDetails(
            appointment_reference=reference,
            appointment_date=day,
            slot_code="AM",
            starts_at=START,
            ends_at=START,
            status_code=told,
            booked_by="LANDLORD",
        )
        for reference, day, told in visits
    )
    warned = tuple(AlertDetails(type_code="DOG", text=text) for text in alerts)
    told = replace(details("1/1", **fields), appointments=shown, alerts=warned)
    reply = RequestWorksOrderDetailsReply(action_status=FINE, works_order=told)
    return journal.exchange(RequestWorksOrderDetails(works_order_number="1/1"), reply)
