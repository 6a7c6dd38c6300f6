"""The published WSDL against WS-I Basic Profile 1.1: the requirements on a description that apply.

Each row is a requirement in our own words, an XPath that finds what breaks it (sometimes more
strictly than the profile, where our style is narrower), and a change to the WSDL that must be
found, so that no check is empty. Not here: requirements on what the contract does not use (RPC,
headers, one-way operations, UDDI), and R2028 and R2029, which need the schemas of WSDL 1.1.
"""

import re

import pytest
from lxml import etree

from nps_wsdl.contract import wsdl_bytes

NAMES = {
    "wsdl": "http://schemas.xmlsoap.org/wsdl/",
    "soap": "http://schemas.xmlsoap.org/wsdl/soap/",
    "xs": "http://www.w3.org/2001/XMLSchema",
}
HTTP = "http://schemas.xmlsoap.org/soap/http"
PUBLISHED = wsdl_bytes("https://landlord.example/s/demo/").decode()

PART = '<wsdl:part name="parameters" element="tns:RequestWorksOrders"/>'
BODY = '<soap:body use="literal"/>'
FAULT = '<soap:fault name="WorksOrderFault" use="literal"/>'
BOUND_FAULT = f'<wsdl:fault name="WorksOrderFault">\n        {FAULT}\n      </wsdl:fault>'
AGAIN = (
    '</wsdl:port><wsdl:port name="Again" binding="tns:ContractorInterfaceBinding">'
    '<soap:address location="https://landlord.example/s/demo/"/></wsdl:port>'
)

REQUIREMENTS = {
    "R2001": (
        "WSDL imports only bring in WSDL; here there is none.",
        "//wsdl:import",
        ("<wsdl:types>", '<wsdl:import namespace="urn:x" location="x.xsd"/><wsdl:types>'),
    ),
    "R2002": (
        "Schemas are not brought in by WSDL imports; here all stands in one file.",
        "//xs:import | //xs:include | //xs:redefine",
        ("<!-- Simple types -->", '<xs:import namespace="urn:x" schemaLocation="x.xsd"/>'),
    ),
    "R2023": (
        "The types come before every other part of the description but documentation and imports.",
        "//wsdl:types/preceding-sibling::*[not(self::wsdl:documentation)]",
        ("<wsdl:types>", '<wsdl:message name="Early"/><wsdl:types>'),
    ),
    "R2026": (
        "No extension of WSDL is declared as required.",
        "//*[@wsdl:required]",
        ("<soap:binding ", '<soap:binding wsdl:required="true" '),
    ),
    "R2101": (
        "A reference names only namespaces that the description defines or imports.",
        (
            "//wsdl:*/@*[name()='element' or name()='message' or name()='binding']"
            "[not(starts-with(., 'tns:'))]"
        ),
        (PART, PART.replace("tns:", "xs:")),
    ),
    "R2102": (
        "A reference to a schema component names the schema's namespace or an imported one.",
        "//xs:*/@type[not(starts-with(., 'tns:') or starts-with(., 'xs:'))]",
        ('type="tns:Money"', 'type="soap:Money"'),
    ),
    "R2105": (
        "Every schema in the types has a target namespace.",
        "//wsdl:types/xs:schema[not(string(@targetNamespace))]",
        ('\n        targetNamespace="urn:nps-conformance:contractor-interface:v1">', ">"),
    ),
    "R2110": (
        "No type extends or restricts the array type of SOAP encoding.",
        "//xs:*/@base[not(starts-with(., 'xs:'))]",
        ('<xs:restriction base="xs:decimal"/>', '<xs:restriction base="soapenc:Array"/>'),
    ),
    "R2111": (
        "No declaration uses the arrayType attribute of WSDL.",
        "//@wsdl:arrayType",
        ('type="tns:Message"', 'wsdl:arrayType="tns:Message[]" type="tns:Message"'),
    ),
    "R2112": (
        "Lists are not named ArrayOf something.",
        "//xs:*[starts-with(@name, 'ArrayOf')]",
        ('name="MessageList"', 'name="ArrayOfMessage"'),
    ),
    "R2201": (
        "A document/literal body names one part at the most.",
        "//soap:body[contains(normalize-space(@parts), ' ')]",
        (BODY, '<soap:body parts="parameters more" use="literal"/>'),
    ),
    "R2204": (
        "A document/literal body is bound to a part that is defined by an element.",
        "//wsdl:message/wsdl:part[@name='parameters'][not(@element)]",
        (PART, '<wsdl:part name="parameters" type="tns:Money"/>'),
    ),
    "R2205": (
        "A fault is bound to a part that is defined by an element.",
        "//wsdl:message/wsdl:part[@name='detail'][not(@element)]",
        ('name="detail" element="tns:WorksOrderFault"', 'name="detail" type="tns:Money"'),
    ),
    "R2206": (
        "A part that names an element names a global one of the schema.",
        "//wsdl:part[not(substring-after(@element, ':') = //xs:schema/xs:element/@name)]",
        (PART, PART.replace("tns:RequestWorksOrders", "tns:MaximumOrders")),
    ),
    "R2209": (
        "Every part of a message is bound; a body or fault without parts binds the only one.",
        "//wsdl:message/wsdl:part[preceding-sibling::wsdl:part]",
        (PART, f'{PART}<wsdl:part name="forgotten" element="tns:WorksOrderFault"/>'),
    ),
    "R2210": (
        "Where a body does not say its part, the message has no more than one.",
        "//wsdl:message[count(wsdl:part) > 1][//soap:body[not(@parts)]]",
        (PART, f'{PART}<wsdl:part name="second" element="tns:WorksOrderFault"/>'),
    ),
    "R2303": (
        "No operation begins at the server: each has an input, and before its output.",
        "//wsdl:portType/wsdl:operation[not(wsdl:input[following-sibling::wsdl:output])]",
        ('<wsdl:input message="tns:RequestWorksOrdersRequest"/>', ""),
    ),
    "R2304": (
        "The operations of a port type have different names.",
        "//wsdl:portType/wsdl:operation[@name = preceding-sibling::*/@name]",
        ('<wsdl:operation name="VaryWorksOrder">', '<wsdl:operation name="CancelWorksOrder">'),
    ),
    "R2306": (
        "A part has a type or an element, not both.",
        "//wsdl:part[@type and @element]",
        (PART, PART.replace("/>", ' type="tns:Money"/>')),
    ),
    "R2401": (
        "Every binding is a SOAP binding of WSDL 1.1.",
        "//wsdl:binding[not(soap:binding)]",
        (f'<soap:binding style="document" transport="{HTTP}"/>', ""),
    ),
    "R2701": (
        "The binding says its transport.",
        "//soap:binding[not(string(@transport))]",
        (f' transport="{HTTP}"', ""),
    ),
    "R2702": (
        "The transport is HTTP.",
        f"//soap:binding[@transport != '{HTTP}']",
        (HTTP, "http://schemas.xmlsoap.org/soap/smtp"),
    ),
    "R2705": (
        "All operations of a binding have one style, which is document here.",
        "//wsdl:binding//soap:*[@style != 'document']",
        ('style="document"/>\n      <wsdl:input>', 'style="rpc"/>\n      <wsdl:input>'),
    ),
    "R2706": (
        "Bodies and faults are literal.",
        "//soap:body[@use != 'literal'] | //soap:fault[@use != 'literal']",
        (BODY, '<soap:body use="encoded"/>'),
    ),
    "R2710": (
        "Operations can be told apart by the element in the body.",
        "//wsdl:part[@element = preceding::wsdl:part/@element]",
        (PART, PART.replace("tns:RequestWorksOrders", "tns:CreateInvoice")),
    ),
    "R2711": (
        "No two ports have one address.",
        "//soap:address[@location = preceding::soap:address/@location]",
        ("</wsdl:port>", AGAIN),
    ),
    "R2716": (
        "A document/literal binding gives its bodies and faults no namespace.",
        "//wsdl:binding//soap:*[@namespace]",
        (BODY, '<soap:body use="literal" namespace="urn:x"/>'),
    ),
    "R2718": (
        "The binding has the operations of its port type, each with its input, output and fault.",
        (
            "//wsdl:binding/wsdl:operation[not(@name = //wsdl:portType/wsdl:operation/@name)"
            " or not(wsdl:input/soap:body and wsdl:output/soap:body and wsdl:fault/soap:fault)]"
            " | //wsdl:portType/wsdl:operation[not(@name = //wsdl:binding/wsdl:operation/@name)]"
        ),
        (FAULT, ""),
    ),
    "R2721": (
        "Every bound fault is named.",
        "//soap:fault[not(string(@name))]",
        (FAULT, '<soap:fault use="literal"/>'),
    ),
    "R2723": (
        "A bound fault that says its use is literal.",
        "//soap:fault[@use != 'literal']",
        (FAULT, FAULT.replace("literal", "encoded")),
    ),
    "R2740": (
        "The binding describes every fault that is known.",
        (
            "//wsdl:portType/wsdl:operation[wsdl:fault]"
            "[not(@name = //wsdl:binding/wsdl:operation[wsdl:fault]/@name)]"
        ),
        (BOUND_FAULT, ""),
    ),
    "R2754": (
        "A bound fault has the name of the fault around it.",
        "//soap:fault[not(@name = ../@name)]",
        (FAULT, FAULT.replace("WorksOrderFault", "Other")),
    ),
    "R2801": (
        "Data types are those of XML Schema 1.0.",
        "//wsdl:types//*[not(self::xs:*)]",
        ("<!-- Simple types -->", '<s:schema xmlns:s="http://www.w3.org/2000/10/XMLSchema"/>'),
    ),
    "R2803": (
        "Namespaces are absolute URIs.",
        "//@targetNamespace[not(contains(., ':'))]",
        ('targetNamespace="urn:nps-conformance:contractor-interface:v1"', 'targetNamespace="v1"'),
    ),
}
# What a parser does not show is looked for in the text: what must stand there, or must not.
OF_THE_TEXT = {
    "R4003": (
        "The description is in UTF-8 or UTF-16.",
        r'^<\?xml [^>]*encoding="UTF-(8|16)"',
        ('encoding="UTF-8"', 'encoding="latin1"'),
    ),
    "R4004": ("It is in XML 1.0.", r'^<\?xml version="1.0"', ('"1.0"', '"1.1"')),
    "R4005": (
        "It does not declare the prefix xml.",
        r"\A(?![\s\S]*xmlns:xml=)",
        ("<wsdl:types>", '<wsdl:types xmlns:xml="http://www.w3.org/XML/1998/namespace">'),
    ),
}


def found(text, path):
    return etree.fromstring(text.encode()).xpath(path, namespaces=NAMES)


@pytest.mark.parametrize(
    ("number", "sentence"), [(number, row[0]) for number, row in REQUIREMENTS.items()]
)
def test_the_published_wsdl_keeps(number, sentence):
    _, path, (old, new) = REQUIREMENTS[number]
    assert not found(PUBLISHED, path), sentence

    assert old in PUBLISHED
    assert found(PUBLISHED.replace(old, new, 1), path), f"a breach of {number} is not seen"


@pytest.mark.parametrize(
    ("number", "sentence"), [(number, row[0]) for number, row in OF_THE_TEXT.items()]
)
def test_the_text_of_the_published_wsdl_keeps(number, sentence):
    _, pattern, (old, new) = OF_THE_TEXT[number]
    assert re.search(pattern, PUBLISHED), sentence

    assert old in PUBLISHED
    assert not re.search(pattern, PUBLISHED.replace(old, new, 1)), f"no breach of {number} seen"
