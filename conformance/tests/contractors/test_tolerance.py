"""The reference contractor reads a reply of a later edition as it reads one of today."""

import pytest
import zeep
from lxml import etree

from nps_conformance.contractors.reference.tolerance import PassesOver
from nps_wsdl.contract import load_contract, wsdl_bytes

NS = load_contract().namespace
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
KNOWN = (
    "<ActionStatus><SuccessFlag>Y</SuccessFlag>{more}</ActionStatus><WorksOrders><WorksOrder>"
    "<WorksOrderNumber>1000001/1</WorksOrderNumber>{more}</WorksOrder></WorksOrders>"
    "<MoreAvailable>N</MoreAvailable>{more}"
)


@pytest.fixture(scope="module")
def passes_over(tmp_path_factory):
    path = tmp_path_factory.mktemp("contract") / "contract.wsdl"
    path.write_bytes(wsdl_bytes("http://127.0.0.1:1/"))
    plugin = PassesOver()
    plugin.types = zeep.Client(str(path)).wsdl.types
    return plugin


def seen(plugin, inner):
    text = f'<e:Envelope xmlns:e="{SOAP}"><e:Body>{inner}</e:Body></e:Envelope>'
    envelope, _ = plugin.ingress(etree.fromstring(text), {}, None)
    return etree.tostring(envelope[0][0])


def listed(more):
    content = KNOWN.format(more=more)
    name = "RequestWorksOrdersResponse"
    return f"<{name} xmlns='{NS}'><Result>{content}</Result>{more}</{name}>"


def test_unknown_elements_are_passed_over_at_every_depth(passes_over):
    as_today = seen(passes_over, listed(""))

    assert seen(passes_over, listed("<Later><Deep>1</Deep></Later>")) == as_today
    assert b"1000001/1" in as_today


def test_a_fault_is_left_to_zeep(passes_over):
    fault = "<e:Fault><faultcode>e:Server</faultcode><faultstring>No</faultstring></e:Fault>"

    assert b"<faultcode>e:Server</faultcode>" in seen(passes_over, fault)
