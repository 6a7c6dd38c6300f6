"""Every documented example is a whole, valid message, and the examples are complete."""

import re
from importlib.resources import files

import pytest
import xmlschema
from lxml import etree

from nps_wsdl.contract import load_contract, schema_bytes

CONTRACT = load_contract()
LXML = etree.XMLSchema(etree.fromstring(schema_bytes()))
XMLSCHEMA = xmlschema.XMLSchema10(schema_bytes().decode())
FOLDER = files("nps_wsdl").joinpath("examples")
EXAMPLES = {
    path.name: path.read_bytes() for path in sorted(FOLDER.iterdir(), key=lambda path: path.name)
}
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"


def body_of(name):
    envelope = etree.fromstring(EXAMPLES[name])
    assert envelope.tag == f"{SOAP}Envelope"
    (body,) = envelope
    (child,) = body
    return child


def contract_part(name):
    child = body_of(name)
    return child.find("detail")[0] if child.tag == f"{SOAP}Fault" else child


def test_there_is_a_request_and_a_reply_for_each_operation_a_refusal_and_a_fault():
    expected = {
        f"{name}.{kind}.xml" for name in CONTRACT.operations for kind in ("request", "reply")
    }

    assert set(EXAMPLES) == expected | {"CreateInvoice.refusal.xml", "WorksOrderFault.xml"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_valid_for_two_validators(name):
    part = contract_part(name)

    LXML.assertValid(part)
    XMLSCHEMA.validate(part)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_holds_the_message_its_name_says(name):
    operation, _, kind = name.removesuffix(".xml").partition(".")
    suffix = "Response" if kind in {"reply", "refusal"} else ""

    assert contract_part(name).tag == f"{{{CONTRACT.namespace}}}{operation}{suffix}"


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.endswith(".request.xml")])
def test_a_request_example_shows_every_element_of_its_operation(name):
    operation = CONTRACT.operations[name.partition(".")[0]]

    shown = [etree.QName(child).localname for child in body_of(name)]

    assert shown == [field.name for field in operation.request.fields]


@pytest.mark.parametrize("name", ["VaryWorksOrder", "CompleteWorksOrder", "CreateInvoice"])
def test_lists_are_shown_with_several_entries(name):
    for wrapper in ("Lines", "Orders"):
        for found in body_of(f"{name}.request.xml").iterfind(f"{{*}}{wrapper}"):
            assert len(found) > 1


def test_the_details_show_every_part_of_a_works_order():
    order = body_of("RequestWorksOrderDetails.reply.xml").find("{*}Result/{*}WorksOrder")

    shown = {etree.QName(child).localname for child in order}
    described = {field.name for field in CONTRACT.types["WorksOrderDetails"].fields}
    assert described - shown == {"CancellationReasonCode"}


def test_the_refusal_says_no_and_why():
    status = body_of("CreateInvoice.refusal.xml").find("{*}Result/{*}ActionStatus")

    assert status.findtext("{*}SuccessFlag") == "N"
    assert all(message.findtext("{*}Severity") == "E" for message in status.find("{*}Messages"))


def test_the_fault_has_plain_children_and_repeats_its_code():
    """WS-I Basic Profile R1000, R1001 and R1004, and what stacks that drop the detail can read."""
    fault = body_of("WorksOrderFault.xml")
    code = fault.find("detail")[0].findtext("{*}Code")

    assert [child.tag for child in fault] == ["faultcode", "faultstring", "detail"]
    assert fault.findtext("faultcode") == "soap:Client"
    assert fault.findtext("faultstring").startswith(f"{code}: ")
    assert not fault.find("faultstring").attrib


def test_telephone_numbers_are_of_the_range_kept_for_drama():
    numbers = re.findall(r"Telephone>([^<]+)</", "".join(map(bytes.decode, EXAMPLES.values())))

    assert numbers
    assert all(number.startswith("01632 960") for number in numbers)
