// JAX-WS RI on classes that wsimport made: a query and an update with nested lists.
// Arguments and output: see interop/conftest.py.
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.XMLGregorianCalendar;
import javax.xml.ws.BindingProvider;
import nps.generated.*;

public class Client {
    static PrintStream out;

    static void say(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.length() == 0 ? "" : "\t").append(word);
        }
        out.println(line);
    }

    static XMLGregorianCalendar time(String text) throws Exception {
        return DatatypeFactory.newInstance().newXMLGregorianCalendar(text);
    }

    static CompletedLine done(int number, String quantity) {
        CompletedLine line = new CompletedLine();
        line.setLineNumber(number);
        line.setQuantity(new BigDecimal(quantity));
        return line;
    }

    static InvoiceLine invoiced(int number, String quantity, String rate, String net, String tax) {
        InvoiceLine line = new InvoiceLine();
        line.setLineNumber(number);
        line.setQuantity(new BigDecimal(quantity));
        line.setUnitRate(new BigDecimal(rate));
        line.setNet(new BigDecimal(net));
        line.setTaxCode("S20");
        line.setTax(new BigDecimal(tax));
        return line;
    }

    public static void main(String[] given) throws Exception {
        out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String number = given[3];
        ContractorInterface nps =
            new ContractorInterfaceService(new URL(given[0])).getContractorInterfacePort();
        BindingProvider provider = (BindingProvider) nps;
        provider.getRequestContext().put(BindingProvider.USERNAME_PROPERTY, given[1]);
        provider.getRequestContext().put(BindingProvider.PASSWORD_PROPERTY, given[2]);

        for (ListedWorksOrder order : nps.requestWorksOrders(50).getWorksOrders().getWorksOrder()) {
            say("listed", order.getWorksOrderNumber());
        }
        for (String wanted : new String[] {number, given[4]}) {
            WorksOrderDetails order = nps.requestWorksOrderDetails(wanted).getWorksOrder();
            say("order", order.getWorksOrderNumber(), order.getVersion(), order.getRaisedAt(), order.getDescription());
            for (LineDetails line : order.getLines().getLine()) {
                say("line", line.getLineNumber(), line.getSorCode(), line.getQuantity(), line.getUnitRate());
            }
        }
        ConfirmWorksOrderReceiptResult received =
            nps.confirmWorksOrderReceipt(number, null, null, time("2026-03-09T09:10:00"), "EV-1");
        say("receipt", received.getActionStatus().getSuccessFlag(), received.getWorksOrderStatus());

        CompletedLineList lines = new CompletedLineList();
        lines.getLine().add(done(1, "4.00"));
        lines.getLine().add(done(2, "1.00"));
        lines.getLine().add(done(3, "2.50"));
        CompleteWorksOrderResult completed = nps.completeWorksOrder(
            number, time("2026-03-09T14:05:00"), lines, null, null,
            "Parking £1.50 at the Café Zoë & <garage>", "EV-2");
        say("completion", completed.getActionStatus().getSuccessFlag(), completed.getWorksOrderStatus(), completed.getRecordedAt());

        InvoiceLineList shares = new InvoiceLineList();
        shares.getLine().add(invoiced(1, "4.00", "9.75", "39.00", "7.80"));
        shares.getLine().add(invoiced(2, "1.00", "38.20", "38.20", "7.64"));
        shares.getLine().add(invoiced(3, "2.50", "23.40", "58.50", "11.70"));
        InvoicedOrder share = new InvoicedOrder();
        share.setWorksOrderNumber(number);
        share.setLines(shares);
        share.setNet(new BigDecimal("135.70"));
        share.setTax(new BigDecimal("27.14"));
        InvoicedOrderList orders = new InvoicedOrderList();
        orders.getOrder().add(share);
        CreateInvoiceResult taken = nps.createInvoice(
            "S-1", time("2026-03-09"), null, YesNo.N, orders, new BigDecimal("135.70"),
            new BigDecimal("27.14"), new BigDecimal("162.84"), null, "EV-3");
        say("invoice", taken.getActionStatus().getSuccessFlag(), taken.getOrders().getOrder().get(0).getWorksOrderNumber());

        // The generated types leave no way to send a word that is no flag; a missing time can be sent.
        try {
            nps.completeWorksOrder(number, null, null, null, null, null, "EV-4");
        } catch (WorksOrderFaultMessage fault) {
            say("fault", fault.getFaultInfo().getCode());
        }
    }
}
