"""The contract is what it says: readable by others, documented throughout, in its own style."""

from importlib.resources import files

import pytest
import xmlschema
import zeep
from lxml import etree

from nps_wsdl.contract import (
    FILE_NAME,
    PLACEHOLDER,
    ContractError,
    load_contract,
    read_contract,
    schema_bytes,
    wsdl_bytes,
)
from nps_wsdl.schema import ComplexType

CONTRACT = load_contract()
SOURCE = files("nps_wsdl").joinpath(FILE_NAME).read_bytes()
PROVENANCES = ("documented", "inferred", "assumed")
ROWS = ["AP1", "AP2", "AP3", "AP4", "AP5", "AP6", "AP7", "AP8", "AP9", "EX1", "EX2"]
EVERY_TYPE = [
    *CONTRACT.types.values(),
    *CONTRACT.faults.values(),
    *(part for one in CONTRACT.operations.values() for part in (one.request, one.reply)),
]
EVERY_FIELD = [
    (described.name, field)
    for described in EVERY_TYPE
    if isinstance(described, ComplexType)
    for field in described.fields
]


def ids(pair):
    return f"{pair[0]}/{pair[1].name}"


def test_the_operations_stand_in_the_order_of_the_document():
    assert [operation.row for operation in CONTRACT.operations.values()] == ROWS


def test_soap_actions_are_distinct_and_tell_the_operation():
    actions = {name: operation.soap_action for name, operation in CONTRACT.operations.items()}

    assert actions == {name: f"{CONTRACT.namespace}/{name}" for name in CONTRACT.operations}


@pytest.mark.parametrize("operation", CONTRACT.operations.values(), ids=lambda one: one.name)
def test_a_reply_has_one_child_with_the_status_of_the_action_first(operation):
    assert [field.name for field in operation.reply.fields] == ["Result"]
    assert operation.result.name == f"{operation.name}Result"
    assert operation.result.fields[0].name == "ActionStatus"


@pytest.mark.parametrize("operation", CONTRACT.operations.values(), ids=lambda one: one.name)
def test_a_write_ends_with_an_external_reference_and_a_read_has_none(operation):
    names = [field.name for field in operation.request.fields]

    if operation.row in {"AP1", "AP2"}:
        assert "ExternalReference" not in names
    else:
        assert names[-1] == "ExternalReference"
        assert not operation.request.fields[-1].optional


@pytest.mark.parametrize("described", EVERY_TYPE, ids=lambda one: one.name)
def test_every_type_is_documented_with_its_provenance(described):
    assert described.documentation.endswith(tuple(f" Provenance: {p}." for p in PROVENANCES))


@pytest.mark.parametrize("place", EVERY_FIELD, ids=ids)
def test_every_element_is_documented_with_its_provenance(place):
    _, field = place

    assert field.provenance in PROVENANCES
    assert len(field.documentation.partition(" Provenance: ")[0]) > 3


@pytest.mark.parametrize("operation", CONTRACT.operations.values(), ids=lambda one: one.name)
def test_every_operation_is_documented_with_its_provenance(operation):
    assert operation.documentation.endswith(tuple(f" Provenance: {p}." for p in PROVENANCES))


def test_every_value_of_an_enumeration_is_documented():
    told = {
        f"{described.name} {value}": meaning
        for described in CONTRACT.types.values()
        if not isinstance(described, ComplexType)
        for value, meaning in described.values.items()
    }

    assert len(told) == 8
    assert all(told.values())


def test_documentation_has_no_character_that_generated_code_would_choke_on():
    root = etree.fromstring(SOURCE)

    for node in root.iter("{*}documentation"):
        assert not set(node.text) & set("<>&\\"), node.text
        assert "*/" not in node.text


def test_the_style_has_no_construct_that_broke_a_stack():
    root = etree.fromstring(SOURCE)
    used = {
        etree.QName(node).localname for node in root.iter("{http://www.w3.org/2001/XMLSchema}*")
    }
    attributes = {
        name for node in root.iter("{http://www.w3.org/2001/XMLSchema}*") for name in node.attrib
    }

    assert used == {
        "schema",
        "element",
        "complexType",
        "sequence",
        "simpleType",
        "restriction",
        "enumeration",
        "annotation",
        "documentation",
    }
    assert attributes == {
        "name",
        "type",
        "base",
        "value",
        "minOccurs",
        "maxOccurs",
        "elementFormDefault",
        "targetNamespace",
    }
    assert b"http://schemas.xmlsoap.org/wsdl/soap12/" not in SOURCE


def test_the_wsdl_names_the_address_it_is_asked_for():
    served = wsdl_bytes("https://landlord.example:8443/s/a&b/")

    root = etree.fromstring(served)
    address = root.find(".//{http://schemas.xmlsoap.org/wsdl/soap/}address")
    assert address.get("location") == "https://landlord.example:8443/s/a&b/"
    assert PLACEHOLDER.encode() not in served


def test_an_address_cannot_break_out_of_its_attribute():
    served = wsdl_bytes('http://x/"><evil/>')

    assert etree.fromstring(served).find(".//evil") is None


def test_zeep_in_strict_mode_loads_the_wsdl_and_knows_every_operation(tmp_path):
    path = tmp_path / FILE_NAME
    path.write_bytes(wsdl_bytes("http://localhost/s/demo/"))

    client = zeep.Client(str(path), settings=zeep.Settings(strict=True))

    port = client.wsdl.services[CONTRACT.service].ports[CONTRACT.port]
    assert port.binding.name.localname == CONTRACT.binding
    assert set(port.binding._operations) == set(CONTRACT.operations)
    for name, operation in CONTRACT.operations.items():
        element = client.get_element(f"{{{CONTRACT.namespace}}}{name}")
        assert [part for part, _ in element.type.elements] == [
            field.name for field in operation.request.fields
        ]


def test_lxml_and_xmlschema_load_the_schema():
    etree.XMLSchema(etree.fromstring(schema_bytes()))
    elements = xmlschema.XMLSchema10(schema_bytes().decode()).elements

    assert set(elements) == {
        *CONTRACT.operations,
        *(operation.reply_element for operation in CONTRACT.operations.values()),
        *CONTRACT.faults,
    }


def test_the_schema_alone_says_what_the_wsdl_says():
    inside = etree.fromstring(SOURCE).find(".//{http://www.w3.org/2001/XMLSchema}schema")

    def shape(root):
        return [(node.tag, dict(node.attrib)) for node in root.iter("{*}*")]

    assert shape(etree.fromstring(schema_bytes())) == shape(inside)


def test_the_contract_can_be_read_but_not_changed():
    with pytest.raises(TypeError):
        CONTRACT.operations["Another"] = None
    with pytest.raises(AttributeError):
        CONTRACT.namespace = "urn:x"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('type="tns:Money"', 'type="tns:Mony"', "type Mony is neither named"),
        ('type="xs:dateTime"', 'type="xs:duration"', "xs:duration is neither named"),
        ('type="tns:YesNo"', 'type="tns:YesNo" nillable="true"', "may carry only"),
        ('name="SuccessFlag" type="tns:YesNo"', 'ref="tns:Message"', "a name and a type"),
        ("xs:sequence>", "xs:choice>", "one xs:sequence and nothing else"),
        ("wsdl:types>", "wsdl:kinds>", "needs a child"),
        ('element name="CancelWorksOrder"', 'element name="X"', "global element CancelWorksOrder"),
        ('<xs:restriction base="xs:decimal"/>', '<xs:list itemType="xs:int"/>', "a restriction"),
    ],
)
def test_a_wsdl_in_another_style_is_refused_with_a_reason(old, new, complaint):
    assert old.encode() in SOURCE

    with pytest.raises(ContractError, match=complaint):
        read_contract(SOURCE.replace(old.encode(), new.encode()))
