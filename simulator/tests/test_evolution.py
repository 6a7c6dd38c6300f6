"""Replies of a later edition: other bytes and new words, and the old meaning for who reads well."""

import pytest
from lxml import etree

from nps_simulator.apis._api import SUCCESS
from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.endpoints.soap.evolution import (
    in_utf_16,
    with_new_code,
    with_other_prefixes,
    with_unknown_elements,
)
from nps_simulator.messages.request_works_orders import ListedWorksOrder, RequestWorksOrdersReply
from nps_wsdl.contract import load_contract, schema_bytes

NS = load_contract().namespace
SCHEMA = etree.XMLSchema(etree.fromstring(schema_bytes()))
NOBODY_KNOWS = f"{{{NS}}}LaterAddition"


@pytest.fixture
def body():
    reply = RequestWorksOrdersReply(
        action_status=SUCCESS,
        works_orders=(
            ListedWorksOrder(works_order_number="1000001/1", version=1, change_type="AMD"),
            ListedWorksOrder(works_order_number="1000002/1", version=3, change_type="VAR"),
        ),
        more_available=False,
    )
    return Codec(load_contract()).encode("RequestWorksOrders", reply)


def content(body):
    root = etree.fromstring(body)
    return root, root[-1][0]


def texts(element):
    return [(etree.QName(each).localname, (each.text or "").strip()) for each in element.iter("*")]


def test_an_unknown_element_ends_every_part_and_no_list(body):
    _, reply = content(with_unknown_elements(body, {}))
    parents = {etree.QName(each.getparent()).localname for each in reply.iter(NOBODY_KNOWS)}

    assert {"WorksOrder", "ActionStatus"} <= parents
    assert "WorksOrders" not in parents
    assert all(each.getnext() is None for each in reply.iter(NOBODY_KNOWS))


def test_without_the_unknown_elements_the_reply_is_as_it_was(body):
    _, reply = content(with_unknown_elements(body, {"text": "soon"}))
    for each in list(reply.iter(NOBODY_KNOWS)):
        assert each.text == "soon"
        each.getparent().remove(each)

    assert texts(reply) == texts(content(body)[1])
    assert SCHEMA.validate(reply)


def test_a_new_code_stands_in_every_element_of_that_name(body):
    _, reply = content(with_new_code(body, {"element": "ChangeType", "code": "SPLIT"}))

    assert [each.text for each in reply.iter(f"{{{NS}}}ChangeType")] == ["SPLIT", "SPLIT"]
    assert [each.text for each in reply.iter(f"{{{NS}}}Version")] == ["1", "3"]


def test_other_prefixes_are_the_same_document(body):
    again = with_other_prefixes(body, {})
    root, reply = content(again)

    assert b"<_2:" in again
    assert None not in root.nsmap
    assert texts(reply) == texts(content(body)[1])
    assert SCHEMA.validate(reply)


def test_utf_16_is_the_same_document_with_its_mark(body):
    again = in_utf_16(body, {})

    assert again[:2] in {b"\xff\xfe", b"\xfe\xff"}
    assert texts(content(again)[1]) == texts(content(body)[1])
