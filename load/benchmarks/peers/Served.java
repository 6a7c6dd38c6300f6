// JAX-WS RI as a user would take it: classes by wsimport, its schema validation on, no state. For
// load/benchmarks: args are the port and the WSDL file; it answers every poll with three orders.
import com.sun.xml.ws.developer.SchemaValidation;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.jws.WebService;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.namespace.QName;
import javax.xml.ws.Endpoint;
import nps.generated.*;

@SchemaValidation
@WebService(
    endpointInterface = "nps.generated.ContractorInterface",
    portName = "ContractorInterfacePort",
    serviceName = "ContractorInterfaceService",
    targetNamespace = Served.NAMESPACE)
public class Served extends ContractorInterfaceService_ContractorInterfacePortImpl {
    static final String NAMESPACE = "urn:nps-conformance:contractor-interface:v1";

    @Override
    public RequestWorksOrdersResult requestWorksOrders(Integer most) {
        ActionStatus status = new ActionStatus();
        status.setSuccessFlag(YesNo.Y);
        ListedWorksOrderList list = new ListedWorksOrderList();
        for (int number = 1; number < 4; number++) {
            ListedWorksOrder order = new ListedWorksOrder();
            order.setWorksOrderNumber("100000" + number + "/" + number);
            order.setVersion(1);
            order.setChangeType("NEW");
            list.getWorksOrder().add(order);
        }
        RequestWorksOrdersResult result = new RequestWorksOrdersResult();
        result.setActionStatus(status);
        result.setWorksOrders(list);
        result.setMoreAvailable(YesNo.N);
        return result;
    }

    public static void main(String[] args) throws Exception {
        Endpoint endpoint = Endpoint.create(new Served());
        endpoint.setExecutor(Executors.newFixedThreadPool(32));
        Source described = new StreamSource(new File(args[1]));
        described.setSystemId(new File(args[1]).toURI().toString());
        endpoint.setMetadata(List.of(described));
        endpoint.setProperties(
            Map.of(
                Endpoint.WSDL_SERVICE, new QName(NAMESPACE, "ContractorInterfaceService"),
                Endpoint.WSDL_PORT, new QName(NAMESPACE, "ContractorInterfacePort")));
        endpoint.publish("http://127.0.0.1:" + args[0] + "/");
        System.out.println("ready");
    }
}
