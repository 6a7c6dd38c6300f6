"""The catalogue: well-formed, complete, and every code of it can be met."""

from datetime import datetime, timedelta
from decimal import Decimal
from string import Formatter

import pytest

from nps_simulator.domain.ledger import RefusalKind
from nps_simulator.domain.refusals import CATALOGUE, refusals_page, refusing
from nps_simulator.messages.add_works_order_note import AddWorksOrderNote
from nps_simulator.messages.cancel_works_order import CancelWorksOrder
from nps_simulator.messages.complete_works_order import CompletedLine, CompleteWorksOrder
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.create_appointment import CreateAppointment
from nps_simulator.messages.create_invoice import CreateInvoice
from nps_simulator.messages.update_appointment_status import UpdateAppointmentStatus
from nps_simulator.messages.vary_works_order import LineAction, VariationLine, VaryWorksOrder

ELSEWHERE = {  # provoked where the thing itself is tested
    "REFERENCE-REUSED": "test_create_invoice",
    "INVOICE-REJECTED": "test_create_invoice",
    "INVOICE-LINES": "test_create_invoice",
    "INVOICE-RATE": "test_create_invoice",
    "INVOICE-TAX-CODE": "test_create_invoice",
    "LINE-NET-WRONG": "test_create_invoice",
    "LINE-TAX-WRONG": "test_create_invoice",
    "ORDER-SUM-WRONG": "test_create_invoice",
    "TOTAL-WRONG": "test_create_invoice",
    "REVERSE-CHARGE-WRONG": "test_create_invoice",
    "ORDER-REPEATED": "test_create_invoice",
    "IN-REVIEW": "test_create_invoice",
    "COMPLETION-REJECTED": "test_complete_works_order",
    "LINE-REPEATED": "test_complete_works_order",
    "QUANTITY-NOT-POSITIVE": "test_complete_works_order",
    "VARIATION-PENDING": "test_complete_works_order",
    "VARIATION-OPEN": "test_vary_works_order",
    "RATE-NOT-AGREED": "test_vary_works_order",
    "CHANGE-TOO-WIDE": "test_vary_works_order",
    "LINE-INCOMPLETE": "test_vary_works_order",
    "ITEM-UNKNOWN": "test_vary_works_order",
    "LINE-UNKNOWN": "test_vary_works_order",
    "LINE-EXISTS": "test_vary_works_order",
    "NOTHING-LEFT": "test_vary_works_order",
    "REPLACES-COMPLETED": "test_create_appointment",
    "APPOINTMENT-OPEN": "test_create_appointment",
    "BOOKING-NOT-PERMITTED": "test_create_appointment",
    "APPOINTMENT-BROKEN": "test_update_appointment_status",
    "APPOINTMENT-FINAL": "test_update_appointment_status",
    "WORK-BEGAN": "test_cancel_works_order",
    "CANCEL-NOT-PERMITTED": "test_cancel_works_order",
    "ORDER-FULL": "test_add_works_order_note",
    "TEXT-MISSING": "test_add_works_order_note",
    "REASON-MISSING": "test_update_appointment_status",
    "KEY-REUSED": "../sandbox/test_calls",
    "VERSION-MISSING": "test_confirm_works_order_receipt",
}


def visited(landlord):
    number = landlord.issued(appointment={"date": landlord.now.date(), "slot": "ALL"})
    return number, landlord.order(number).appointments[0].appointment_reference


def status(landlord, code, **more):
    _, reference = visited(landlord)
    for each in ("ATT", code):
        refused = landlord.refusal(
            UpdateAppointmentStatus,
            appointment_reference=reference,
            status_code=each,
            status_at=landlord.now,
            **more,
        )
    return refused


def note(landlord, number, **more):
    return landlord.refusal(
        AddWorksOrderNote, **({"works_order_number": number, "text": "Seen"} | more)
    )


def complete(landlord, number, **more):
    values = {"works_order_number": number, "completed_at": landlord.now} | more
    return landlord.refusal(CompleteWorksOrder, **values)


def acted(landlord, action, number):
    landlord.act(action, order=number)
    return number


def book(landlord, **more):
    values = {"works_order_number": landlord.issued(), "slot_code": "AM"} | more
    return landlord.refusal(CreateAppointment, **values)


def vary(landlord, line=None, **more):
    line = line or VariationLine(
        line_number=3, action=LineAction.ADD, sor_code="900555", quantity=Decimal(1)
    )
    values = {"base_version": 1, "reason_code": "ADDWK", "lines": (line,)} | more
    return landlord.refusal(VaryWorksOrder, works_order_number=landlord.issued(), **values)


def confirm(landlord, number, **more):
    return landlord.refusal(ConfirmWorksOrderReceipt, works_order_number=number, **more)


def cancel(landlord, number, **more):
    values = {"works_order_number": number, "reason_code": "NOTREQ"} | more
    return landlord.refusal(CancelWorksOrder, **values)


def invoice(landlord, number, **more):
    return landlord.refusal(CreateInvoice, **landlord.invoice_values(number, **more))


def invoiced(landlord):
    number = landlord.completed()
    landlord.invoice(number)
    return number


DAY = timedelta(days=1)
LINE = CompletedLine(line_number=1, quantity=Decimal(1))
HERE = {
    "ORDER-UNKNOWN": lambda it: note(it, "1/1"),
    "APPOINTMENT-UNKNOWN": lambda it: book(
        it, appointment_date=it.now.date() + DAY, replaces_appointment_reference="A9"
    ),
    "TEXT-TOO-LONG": lambda it: note(it, it.issued(), author="x" * 81),
    "PATTERN-WRONG": lambda it: note(it, it.issued(), external_reference=" blank"),
    "CODE-UNKNOWN": lambda it: note(it, it.issued(), type_code="gen"),
    "DECIMALS-TOO-MANY": lambda it: complete(
        it,
        it.issued(),
        lines=(CompletedLine(line_number=1, quantity=Decimal("10.100000381469727")),),
    ),
    "VALUE-OUT-OF-RANGE": lambda it: confirm(it, it.issued(), version=0),
    "DATE-IN-FUTURE": lambda it: note(it, it.issued(), noted_at=it.now + DAY),
    "DATE-TOO-EARLY": lambda it: complete(it, it.issued(), completed_at=it.now - DAY),
    "DATE-TOO-FAR": lambda it: book(it, appointment_date=it.now.date() + 400 * DAY),
    "APPOINTMENT-IN-PAST": lambda it: book(it, appointment_date=it.now.date() - DAY),
    "LINES-MISSING": lambda it: vary(it, lines=()),
    "COMMENTS-MISSING": vary,
    "DETAILS-NOT-READ": lambda it: confirm(it, it.raised()),
    "VERSION-NOT-READ": lambda it: confirm(it, it.issued(), version=2),
    "RECEIPT-MISSING": lambda it: note(it, it.raised()),
    "NOT-COMPLETED": lambda it: invoice(it, it.issued()),
    "ORDER-HELD": lambda it: complete(it, acted(it, "hold_order", it.issued())),
    "ORDER-WAITS": lambda it: cancel(it, acted(it, "hold_order", it.issued())),
    "ORDER-COMPLETED": lambda it: cancel(it, it.completed()),
    "ORDER-CLOSED": lambda it: note(it, invoiced(it)),
    "ORDER-CANCELLED": lambda it: complete(it, acted(it, "cancel_order", it.issued())),
    "VERSION-STALE": lambda it: vary(it, base_version=2),
    "COMPLETION-LINES": lambda it: complete(it, it.issued(), lines=(LINE,)),
    "APPOINTMENT-STEP": lambda it: status(it, "CNF"),
    "COMPLETED-ALREADY": lambda it: complete(it, it.completed()),
    "INVOICED-ALREADY": lambda it: invoice(it, invoiced(it), supplier_invoice_reference="2"),
}


@pytest.mark.parametrize("code", HERE)
def test_a_code_is_met(landlord, code):
    assert HERE[code](landlord) == code


def test_every_code_of_the_catalogue_is_provoked_by_a_test(pytestconfig):
    assert HERE.keys() & ELSEWHERE.keys() == set()
    assert HERE.keys() | ELSEWHERE.keys() == CATALOGUE.keys()
    folder = pytestconfig.rootpath / "simulator" / "tests" / "domain"
    for code, module in ELSEWHERE.items():
        text = (folder / f"{module}.py").read_text("utf-8")
        assert f'"{code}"' in text, code


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_an_entry_says_what_came_and_what_to_do(entry):
    assert entry.code == entry.code.upper()
    assert len(entry.code) <= 40
    assert entry.kind in {
        RefusalKind.SEQUENCE,
        RefusalKind.DUPLICATE,
        RefusalKind.CONTENT,
        RefusalKind.AUTHORITY,
    }
    assert entry.wording.endswith(".")
    assert (entry.mirrors is None) is (entry.why_no_rule is not None)
    names = {name for _, name, _, _ in Formatter().parse(entry.wording) if name}
    worded = refusing(entry.code, "Field", **dict.fromkeys(names - {"field"}, "x"))
    assert worded.kind == entry.kind
    assert "{" not in worded.refusal.text


def test_only_what_time_can_heal_is_worth_a_resend():
    helps = {code for code, entry in CATALOGUE.items() if entry.resend_helps}
    assert helps == {
        "RECEIPT-MISSING",
        "NOT-COMPLETED",
        "ORDER-HELD",
        "ORDER-WAITS",
        "VARIATION-PENDING",
        "VARIATION-OPEN",
        "IN-REVIEW",
    }


def test_a_refusal_that_found_the_order_names_it_and_one_that_did_not_says_nothing(landlord):
    number = landlord.raised()
    found = landlord.call(AddWorksOrderNote, works_order_number=number, text="Seen")
    assert found.works_order_number == number
    missing = landlord.call(AddWorksOrderNote, works_order_number="9/9", text="Seen")
    assert missing.works_order_number is None


def test_dates_and_amounts_are_shown_as_the_wire_has_them(landlord):
    reply = landlord.call(
        CompleteWorksOrder,
        works_order_number=landlord.issued(),
        completed_at=datetime(2026, 3, 2, 10, 0),
    )
    assert reply.action_status.messages[0].text == (
        "CompletedAt is 2026-03-02T10:00:00, and it is only 2026-03-02T09:00:00 here. Send UK "
        "local time of what has happened."
    )


def test_the_page_shows_every_code_once():
    page = refusals_page()
    for code in CATALOGUE:
        assert page.count(f"| `{code}` |") == 1
