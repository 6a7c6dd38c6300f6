from dataclasses import replace
from datetime import date
from importlib.resources import files

from nps_load.invoices import completed, invoice_for
from nps_load.replies import Replies
from nps_simulator.domain.invoicing import sums_objection
from nps_simulator.messages.request_works_order_details import WorksOrderDetails


def order() -> WorksOrderDetails:
    body = (files("nps_wsdl") / "examples" / "RequestWorksOrderDetails.reply.xml").read_bytes()
    replies = Replies()
    found: WorksOrderDetails = replies.typed(replies.check(200, body)).works_order
    return found


def test_the_sums_of_an_invoice_are_what_the_landlord_works_out() -> None:
    second = replace(order(), works_order_number="1043828/1")

    invoice = invoice_for([order(), second], reference="L-1", today=date(2026, 3, 31))

    assert sums_objection(invoice) is None
    assert invoice.gross_total == invoice.net_total + invoice.tax_total
    assert [share.works_order_number for share in invoice.orders] == ["1043827/1", "1043828/1"]


def test_a_line_under_the_reverse_charge_sets_the_flag() -> None:
    details = order()
    charged = replace(details, lines=tuple(replace(x, tax_code="RC") for x in details.lines))

    invoice = invoice_for([charged], reference="L-1", today=date(2026, 3, 31))

    assert sums_objection(invoice) is None
    assert invoice.reverse_charge
    assert invoice.tax_total == 0


def test_the_completion_names_every_line_with_its_quantity() -> None:
    assert [(x.line_number, str(x.quantity)) for x in completed(order())] == [
        (1, "1.00"),
        (2, "6.50"),
        (4, "1.00"),
    ]
