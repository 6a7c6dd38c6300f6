// node `soap`: a query and an update with nested lists. Arguments and output: see interop/conftest.py.
"use strict";
const soap = require("soap");
const [wsdl, user, password, number, single] = process.argv.slice(2);
process.on("warning", (warning) => { throw warning; });

const say = (...words) => console.log(words.join("\t"));
// Without this the library makes a Date of a time without a zone: right only where the machine's
// zone is the landlord's.
const asSent = { dateTime: (text) => text, decimal: (text) => text };

async function main() {
  const nps = await soap.createClientAsync(wsdl, { customDeserializer: asSent });
  nps.setSecurity(new soap.BasicAuthSecurity(user, password));
  const call = async (operation, content) => (await nps[`${operation}Async`](content))[0].Result;

  const list = await call("RequestWorksOrders", { MaximumOrders: 50 });
  for (const order of list.WorksOrders.WorksOrder) say("listed", order.WorksOrderNumber);
  for (const wanted of [number, single]) {
    const reply = await call("RequestWorksOrderDetails", { WorksOrderNumber: wanted });
    const order = reply.WorksOrder;
    say("order", order.WorksOrderNumber, order.Version, order.RaisedAt, order.Description);
    for (const line of order.Lines.Line) {
      say("line", line.LineNumber, line.SorCode, line.Quantity, line.UnitRate);
    }
  }
  const receipt = await call("ConfirmWorksOrderReceipt", {
    WorksOrderNumber: number,
    ReceivedAt: "2026-03-09T09:10:00",
    ExternalReference: "EV-1",
  });
  say("receipt", receipt.ActionStatus.SuccessFlag, receipt.WorksOrderStatus);
  const completion = await call("CompleteWorksOrder", {
    WorksOrderNumber: number,
    CompletedAt: "2026-03-09T14:05:00",
    Lines: {
      Line: [
        { LineNumber: 1, Quantity: "4.00" },
        { LineNumber: 2, Quantity: "1.00" },
        { LineNumber: 3, Quantity: "2.50" },
      ],
    },
    Comments: "Parking £1.50 at the Café Zoë & <garage>",
    ExternalReference: "EV-2",
  });
  say("completion", completion.ActionStatus.SuccessFlag, completion.WorksOrderStatus, completion.RecordedAt);
  const line = (n, quantity, rate, net, tax) => ({
    LineNumber: n, Quantity: quantity, UnitRate: rate, Net: net, TaxCode: "S20", Tax: tax,
  });
  const invoice = await call("CreateInvoice", {
    SupplierInvoiceReference: "S-1",
    InvoiceDate: "2026-03-09",
    ReverseCharge: "N",
    Orders: {
      Order: [{
        WorksOrderNumber: number,
        Lines: {
          Line: [
            line(1, "4.00", "9.75", "39.00", "7.80"),
            line(2, "1.00", "38.20", "38.20", "7.64"),
            line(3, "2.50", "23.40", "58.50", "11.70"),
          ],
        },
        Net: "135.70",
        Tax: "27.14",
      }],
    },
    NetTotal: "135.70",
    TaxTotal: "27.14",
    GrossTotal: "162.84",
    ExternalReference: "EV-3",
  });
  say("invoice", invoice.ActionStatus.SuccessFlag, invoice.Orders.Order[0].WorksOrderNumber);
  try {
    await call("CompleteWorksOrder", {
      WorksOrderNumber: number,
      CompletedAt: "2026-03-09T14:05:00",
      FollowOnRequired: "PERHAPS",
      ExternalReference: "EV-4",
    });
  } catch (error) {
    say("fault", error.root.Envelope.Body.Fault.detail.WorksOrderFault.Code);
  }
}

main().catch((error) => { console.error(error); process.exit(1); });
