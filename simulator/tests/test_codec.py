"""The codec against the contract, both ways, for every message."""

import dataclasses

import pytest
import xmlschema
import zeep
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from nps_simulator.endpoints.soap.codec import Codec, CodecError, WireStyle
from nps_simulator.endpoints.soap.shapes import ShapeError, element_name
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.messages.common import ActionStatus
from nps_simulator.messages.request_works_orders import RequestWorksOrders, RequestWorksOrdersReply
from nps_simulator.messages.vary_works_order import LineAction, VariationLine, VaryWorksOrder
from nps_wsdl.contract import FILE_NAME, load_contract, schema_bytes, wsdl_bytes

CONTRACT = load_contract()
CODEC = Codec(CONTRACT)
SCHEMA = etree.XMLSchema(etree.fromstring(schema_bytes()))
SECOND_OPINION = xmlschema.XMLSchema10(schema_bytes().decode())
MESSAGES = [message for item in OPERATIONS.values() for message in (item.request, item.reply)]
NAMESPACE = CONTRACT.namespace
TIMELY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
PREFIXES = st.sampled_from(["", "a", "soap", "tns", "n1", "SOAP-ENV"])
STYLES = st.builds(
    WireStyle,
    envelope_prefix=PREFIXES,
    body_prefix=PREFIXES,
    indent=st.integers(0, 4),
    comments=st.booleans(),
    cdata=st.booleans(),
)


def body_child(document):
    envelope = etree.fromstring(document)
    body = envelope.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    return next(body.iterchildren(tag="{*}*"))


def written(value, style=None):
    name = type(value).__name__
    if name in OPERATIONS:
        return CODEC.encode_request(value, style)
    return CODEC.encode(name.removesuffix("Reply"), value, style)


def read(element):
    is_reply = etree.QName(element).localname.endswith("Response")
    return CODEC.decode_reply(element) if is_reply else CODEC.decode(element)


def request_element(operation, inner):
    return etree.fromstring(f'<{operation} xmlns="{NAMESPACE}">{inner}</{operation}>')


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.__name__)
def test_what_is_written_is_valid_and_reads_back_equal(message, any_message):
    @TIMELY
    @given(any_message(message), STYLES)
    def check(value, style):
        for document in (written(value), written(value, style)):
            element = body_child(document)
            SCHEMA.assertValid(element)
            assert read(element) == value

    check()


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.__name__)
def test_a_second_validator_accepts_what_is_written(message, any_message):
    @settings(TIMELY, max_examples=10)
    @given(any_message(message))
    def check(value):
        assert SECOND_OPINION.is_valid(body_child(written(value)))

    check()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_request_within_the_limits_is_valid_too(operation, valid_requests):
    @settings(TIMELY, max_examples=20)
    @given(valid_requests(operation))
    def check(value):
        element = body_child(written(value))
        SCHEMA.assertValid(element)
        assert read(element) == value

    check()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_zeep_builds_the_same_request_from_the_published_wsdl(operation, valid_requests, client):
    @settings(TIMELY, max_examples=20)
    @given(valid_requests(operation))
    def check(value):
        sent = client.create_message(client.service, operation, **as_keywords(value))
        assert CODEC.decode(body_child(etree.tostring(sent))) == value

    check()


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    path = tmp_path_factory.mktemp("published") / FILE_NAME
    path.write_bytes(wsdl_bytes("http://localhost/s/demo/"))
    return zeep.Client(str(path))


def as_keywords(value):
    """A message as zeep wants it: element names, lists inside their wrappers, flags as Y and N."""
    described = (
        CONTRACT.types.get(type(value).__name__)
        or CONTRACT.operations[type(value).__name__].request
    )
    keywords = {}
    for field, element in zip(dataclasses.fields(value), described.fields, strict=True):
        held = getattr(value, field.name)
        if isinstance(held, tuple):
            items = [as_keywords(item) for item in held]
            held = {element.type.item.name: items} if items else None
        elif isinstance(held, bool):
            held = "Y" if held else "N"
        if held is not None:
            keywords[element_name(field.name)] = held
    return keywords


def test_the_operation_follows_from_the_body_child():
    assert set(CODEC.operations.values()) == set(OPERATIONS)
    assert CODEC.operations[f"{{{NAMESPACE}}}CancelWorksOrder"] == "CancelWorksOrder"


def test_an_unknown_operation_is_refused_by_name():
    element = etree.fromstring(f'<DeleteEverything xmlns="{NAMESPACE}"/>')

    with pytest.raises(CodecError, match="DeleteEverything"):
        CODEC.decode(element)


@pytest.mark.parametrize(
    ("inner", "complaint"),
    [
        ("", "CancelWorksOrder on line 1 holds 'nothing'; send every mandatory child"),
        ("<Number>1/1</Number>", "Number on line 1 .* only children of CancelWorksOrder"),
    ],
)
def test_what_no_validator_saw_is_refused_and_not_guessed(inner, complaint):
    with pytest.raises(CodecError, match=complaint):
        CODEC.decode(request_element("CancelWorksOrder", inner))


@pytest.mark.parametrize("tag", ["CancelWorksOrder", "CancelWorksOrderResponse"])
def test_what_is_no_reply_is_refused_by_name(tag):
    with pytest.raises(CodecError, match=f"{tag} on line 1 .* send a reply of the contract"):
        CODEC.decode_reply(request_element(tag, ""))


def test_empty_lists_are_left_out_only_where_the_contract_allows_it():
    nothing = CODEC.encode(
        "RequestWorksOrders", RequestWorksOrdersReply(action_status=ActionStatus(success_flag=True))
    )

    assert b"<WorksOrders></WorksOrders>" in nothing
    assert b"<Messages>" not in nothing


@pytest.mark.parametrize("inner", ["", "<Lines/>", "<Lines><!-- none --></Lines>"])
def test_an_optional_list_that_is_empty_reads_as_one_left_out(inner):
    element = request_element(
        "CompleteWorksOrder",
        "<WorksOrderNumber>1/1</WorksOrderNumber><CompletedAt>2026-03-02T10:00:00</CompletedAt>"
        f"{inner}<ExternalReference>E1</ExternalReference>",
    )
    SCHEMA.assertValid(element)

    assert CODEC.decode(element).lines == ()


def test_comments_cdata_and_instructions_do_not_change_what_is_read():
    element = request_element(
        "AddWorksOrderNote",
        "<!-- a --><WorksOrderNumber>10<!-- b -->43/1</WorksOrderNumber><?c d?>"
        "<Text>a <![CDATA[<b> & ]]>c<?e f?> d</Text><ExternalReference>E1</ExternalReference>",
    )
    SCHEMA.assertValid(element)

    note = CODEC.decode(element)

    assert note.works_order_number == "1043/1"
    assert note.text == "a <b> & c d"


def test_text_keeps_its_blanks_and_line_ends():
    request = RequestWorksOrders()
    assert CODEC.encode_request(request).count(b"\r") == 0

    note = request_element(
        "AddWorksOrderNote",
        "<WorksOrderNumber> 1/1 </WorksOrderNumber><Text> a&#13;\n\tb </Text>"
        "<ExternalReference>E1</ExternalReference>",
    )

    assert CODEC.decode(note).text == " a\r\n\tb "
    assert CODEC.decode(note).works_order_number == " 1/1 "
    assert b" a&#13;\n\tb " in CODEC.encode_request(CODEC.decode(note))


@pytest.mark.parametrize(
    "text", ["12026-01-01T00:00:00", "-2026-01-01T00:00:00", "9999-12-31T24:00:00"]
)
def test_a_valid_date_time_beyond_the_calendar_is_refused_with_its_place(text):
    with pytest.raises(CodecError) as caught:
        completed_at(text)

    refused = caught.value.refused
    assert refused.path == "/CompleteWorksOrder/CompletedAt"
    assert refused.line == 1
    assert refused.came == text
    assert "xs:dateTime" in refused.expected


def completed_at(text):
    element = request_element(
        "CompleteWorksOrder",
        f"<WorksOrderNumber>1/1</WorksOrderNumber><CompletedAt>{text}</CompletedAt>"
        "<ExternalReference>E1</ExternalReference>",
    )
    # libxml2 refuses legal white space around dates, so xmlschema is asked.
    assert SECOND_OPINION.is_valid(element)
    return CODEC.decode(element).completed_at


def test_an_enumeration_is_read_as_its_member():
    line = VariationLine(line_number=3, action=LineAction.REMOVE)
    variation = VaryWorksOrder(
        works_order_number="1/1",
        base_version=1,
        reason_code="ADDWK",
        lines=(line,),
        external_reference="E1",
    )

    again = CODEC.decode(body_child(CODEC.encode_request(variation)))

    assert again.lines[0].action is LineAction.REMOVE


def test_a_document_declares_utf_8_and_has_no_byte_order_mark():
    document = CODEC.encode_request(RequestWorksOrders())

    assert document.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope ')


def test_the_plain_style_has_no_white_space_between_elements_and_an_indented_one_has():
    reply = RequestWorksOrdersReply(action_status=ActionStatus(success_flag=True))

    plain = CODEC.encode("RequestWorksOrders", reply)
    indented = CODEC.encode("RequestWorksOrders", reply, WireStyle(indent=2))

    assert plain.count(b"\n") == 1
    assert b"\n      <Result>\n        <ActionStatus>" in indented


def test_prefixes_are_as_the_style_says():
    document = CODEC.encode_request(
        RequestWorksOrders(maximum_orders=1), WireStyle(envelope_prefix="S", body_prefix="b")
    )

    assert b"<S:Envelope xmlns:S=" in document
    assert b"<b:RequestWorksOrders xmlns:b=" in document
    assert b"<b:MaximumOrders>1</b:MaximumOrders>" in document


def test_comments_stand_in_every_element_that_holds_elements_if_the_style_says_so():
    reply = RequestWorksOrdersReply(action_status=ActionStatus(success_flag=True))

    document = CODEC.encode("RequestWorksOrders", reply, WireStyle(comments=True))

    assert (
        b"<Result><!-- RequestWorksOrdersResult --><ActionStatus><!-- ActionStatus -->" in document
    )


def test_a_codec_is_not_made_for_messages_that_differ_from_the_contract():
    swapped = dict(OPERATIONS)
    swapped["CancelWorksOrder"] = dataclasses.replace(
        OPERATIONS["CancelWorksOrder"], request=RequestWorksOrders
    )

    with pytest.raises(ShapeError, match="RequestWorksOrders has"):
        Codec(CONTRACT, swapped)
