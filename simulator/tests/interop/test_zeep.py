from datetime import date, datetime
from decimal import Decimal

import requests
import zeep
from requests.auth import HTTPBasicAuth
from zeep.transports import Transport


def line(number, quantity, rate, net, tax):
    return {
        "LineNumber": number,
        "Quantity": Decimal(quantity),
        "UnitRate": Decimal(rate),
        "Net": Decimal(net),
        "TaxCode": "S20",
        "Tax": Decimal(tax),
    }


def run_errand(wsdl, user, password, number, single):
    session = requests.Session()
    session.trust_env = False
    session.auth = HTTPBasicAuth(user.encode(), password.encode())
    with session:
        nps = zeep.Client(wsdl, transport=Transport(session=session)).service
        for order in nps.RequestWorksOrders(MaximumOrders=50).WorksOrders.WorksOrder:
            yield "listed", order.WorksOrderNumber
        for wanted in (number, single):
            order = nps.RequestWorksOrderDetails(WorksOrderNumber=wanted).WorksOrder
            raised = order.RaisedAt.isoformat()
            yield "order", order.WorksOrderNumber, order.Version, raised, order.Description
            for one in order.Lines.Line:
                yield "line", one.LineNumber, one.SorCode, one.Quantity, one.UnitRate
        receipt = nps.ConfirmWorksOrderReceipt(
            WorksOrderNumber=number,
            ReceivedAt=datetime(2026, 3, 9, 9, 10),
            ExternalReference="EV-1",
        )
        yield "receipt", receipt.ActionStatus.SuccessFlag, receipt.WorksOrderStatus
        quantities = [(1, "4.00"), (2, "1.00"), (3, "2.50")]
        done = [{"LineNumber": n, "Quantity": Decimal(quantity)} for n, quantity in quantities]
        completion = nps.CompleteWorksOrder(
            WorksOrderNumber=number,
            CompletedAt=datetime(2026, 3, 9, 14, 5),
            Lines={"Line": done},
            Comments="Parking £1.50 at the Café Zoë & <garage>",
            ExternalReference="EV-2",
        )
        flag, status = completion.ActionStatus.SuccessFlag, completion.WorksOrderStatus
        yield "completion", flag, status, completion.RecordedAt.isoformat()
        share = {
            "WorksOrderNumber": number,
            "Lines": {
                "Line": [
                    line(1, "4.00", "9.75", "39.00", "7.80"),
                    line(2, "1.00", "38.20", "38.20", "7.64"),
                    line(3, "2.50", "23.40", "58.50", "11.70"),
                ]
            },
            "Net": Decimal("135.70"),
            "Tax": Decimal("27.14"),
        }
        invoice = nps.CreateInvoice(
            SupplierInvoiceReference="S-1",
            InvoiceDate=date(2026, 3, 9),
            ReverseCharge="N",
            Orders={"Order": [share]},
            NetTotal=Decimal("135.70"),
            TaxTotal=Decimal("27.14"),
            GrossTotal=Decimal("162.84"),
            ExternalReference="EV-3",
        )
        flag, orders = invoice.ActionStatus.SuccessFlag, invoice.Orders.Order
        yield "invoice", flag, orders[0].WorksOrderNumber
        try:
            nps.CompleteWorksOrder(
                WorksOrderNumber=number,
                CompletedAt=datetime(2026, 3, 9, 14, 5),
                FollowOnRequired="PERHAPS",
                ExternalReference="EV-4",
            )
        except zeep.exceptions.Fault as fault:
            yield "fault", fault.detail.findtext("{*}WorksOrderFault/{*}Code")


def test_zeep_runs_the_errand(landlord):
    said = ["\t".join(map(str, words)) for words in run_errand(*landlord.errand)]
    landlord.check("\n".join(said))
