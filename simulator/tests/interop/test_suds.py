from datetime import date, datetime

import suds.client
import suds.transport.http


def run_errand(wsdl, user, password, number, single):
    transport = suds.transport.http.HttpAuthenticated(username=user, password=password)
    client = suds.client.Client(wsdl, transport=transport, cache=None)
    nps = client.service
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
    completion = nps.CompleteWorksOrder(
        WorksOrderNumber=number,
        CompletedAt=datetime(2026, 3, 9, 14, 5),
        Lines={"Line": [{"LineNumber": n, "Quantity": quantity} for n, quantity in quantities]},
        Comments="Parking £1.50 at the Café Zoë & <garage>",
        ExternalReference="EV-2",
    )
    flag, status = completion.ActionStatus.SuccessFlag, completion.WorksOrderStatus
    yield "completion", flag, status, completion.RecordedAt.isoformat()
    invoiced = [
        (1, "4.00", "9.75", "39.00", "7.80"),
        (2, "1.00", "38.20", "38.20", "7.64"),
        (3, "2.50", "23.40", "58.50", "11.70"),
    ]
    names = ("LineNumber", "Quantity", "UnitRate", "Net", "Tax")
    lines = [dict(zip(names, values, strict=True), TaxCode="S20") for values in invoiced]
    share = {
        "WorksOrderNumber": number,
        "Lines": {"Line": lines},
        "Net": "135.70",
        "Tax": "27.14",
    }
    invoice = nps.CreateInvoice(
        SupplierInvoiceReference="S-1",
        InvoiceDate=date(2026, 3, 9),
        ReverseCharge="N",
        Orders={"Order": [share]},
        NetTotal="135.70",
        TaxTotal="27.14",
        GrossTotal="162.84",
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
    except suds.WebFault as fault:
        yield "fault", fault.fault.detail.WorksOrderFault.Code


def test_suds_runs_the_errand(landlord):
    said = ["\t".join(map(str, words)) for words in run_errand(*landlord.errand)]
    landlord.check("\n".join(said))
