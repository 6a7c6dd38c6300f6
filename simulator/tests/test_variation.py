"""Legal variation: other bytes, the same content, and the same again for the same seed."""

import gzip

import pytest
import requests
from lxml import etree

from nps_simulator.apis._api import SUCCESS
from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.endpoints.soap.variation import COMFORT, STYLES, Variation
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.sandbox.calls import Called
from nps_wsdl.contract import load_contract, schema_bytes

SCHEMA = etree.XMLSchema(etree.fromstring(schema_bytes()))
CODEC = Codec(load_contract())
ORDERS = 6


@pytest.fixture
def open_landlord(landlords):
    """A landlord with some orders, who varies by a seed."""

    def make(seed):
        landlord = landlords(name=f"seed-{seed}", vary=True, seed=seed)
        for _ in range(ORDERS):
            landlord.raise_order()
        return landlord

    return make


def polls(landlord, soap, count=12, **headers):
    """The answers to so many polls, by a client that reads chunks and gzip."""
    url = f"http://127.0.0.1:{landlord.port}{landlord.path}"
    name, _, value = landlord.usual[1].partition(": ")
    with requests.Session() as session:
        session.auth = ("acme", "secret")
        session.headers.update({"Content-Type": "text/xml; charset=utf-8", name: value, **headers})
        return [session.post(url, data=soap(), timeout=10) for _ in range(count)]


def listed(body):
    root = etree.fromstring(body)
    return [each.text for each in root.iter("{*}WorksOrderNumber")]


def reply_of(body):
    (child,) = etree.fromstring(body).find("{*}Body")
    return CODEC.decode_reply(child)


def test_two_seeds_give_two_forms_of_the_same_content(open_landlord, soap):
    one, other = (polls(open_landlord(seed), soap) for seed in (1, 2))

    assert [answer.content for answer in one] != [answer.content for answer in other]
    assert len({answer.content for answer in one}) > 3
    numbers = {tuple(sorted(listed(answer.content))) for answer in (*one, *other)}
    assert len(numbers) == 1


def test_the_same_seed_gives_the_same_bytes_again(open_landlord, soap):
    one, other = (polls(open_landlord(5), soap) for _ in range(2))

    assert [answer.content for answer in one] == [answer.content for answer in other]
    for left, right in zip(one, other, strict=True):
        assert dict(left.headers) == dict(right.headers)


def test_every_form_is_right_by_the_contract(open_landlord, soap):
    for answer in polls(open_landlord(7), soap, count=40):
        (child,) = etree.fromstring(answer.content).find("{*}Body")
        SCHEMA.assertValid(child)
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        assert answer.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')


def test_order_versions_chunks_and_compression_all_vary(open_landlord, soap):
    answers = polls(open_landlord(3), soap, count=40)

    orders = [listed(answer.content) for answer in answers]
    assert len({tuple(each) for each in orders}) > 10
    assert len({answer.headers.get("Content-Encoding") for answer in answers}) == 2
    assert len({answer.headers.get("Transfer-Encoding") for answer in answers}) == 2
    versions = {reply_of(answer.content).works_orders[0].version for answer in answers}
    assert versions == {1, None}


@pytest.mark.parametrize("accepted", ["identity", "", "gzip;q=0, deflate", "deflate, br", "none"])
def test_who_does_not_offer_gzip_never_gets_it(open_landlord, soap, accepted):
    answers = polls(open_landlord(3), soap, count=20, **{"Accept-Encoding": accepted})

    assert not [answer for answer in answers if "Content-Encoding" in answer.headers]


@pytest.mark.parametrize(
    "accepted", ["gzip", "deflate, gzip, br, zstd", "gzip;q=1.0,deflate;q=0.6"]
)
def test_who_offers_gzip_gets_it_at_times(open_landlord, soap, accepted):
    answers = polls(open_landlord(3), soap, count=20, **{"Accept-Encoding": accepted})

    assert {answer.headers.get("Content-Encoding") for answer in answers} == {"gzip", None}


def test_a_client_of_http_1_0_is_never_answered_in_chunks(open_landlord, soap):
    landlord = open_landlord(3)
    for _ in range(20):
        with landlord.connect() as client:
            client.post(landlord.path, soap(), *landlord.usual, version="1.0")
            answer = client.answer()
        assert "transfer-encoding" not in answer.headers
        assert len(answer.body) == int(answer.headers["content-length"])


def test_the_journal_shows_the_text_and_the_headers_that_were_sent(open_landlord, soap):
    landlord = open_landlord(3)
    answers = polls(landlord, soap, count=20)

    for answer, entry in zip(answers, landlord.exchanges(), strict=True):
        told = dict(entry.http_reply.headers)
        assert entry.http_reply.body == answer.text
        for name in ("Content-Type", "Content-Encoding", "Transfer-Encoding", "Content-Length"):
            assert told.get(name) == answer.headers.get(name)
        shown = [each["works_order_number"] for each in entry.reply["works_orders"]]
        assert shown == listed(answer.content)


def test_a_compressed_answer_has_the_length_it_was_sent_with(open_landlord, soap):
    landlord = open_landlord(3)
    header = "Accept-Encoding: gzip"
    zipped = 0
    for _ in range(20):
        with landlord.connect() as client:
            client.post(landlord.path, soap(), *landlord.usual, header, version="1.0")
            answer = client.answer()
        if answer.headers.get("content-encoding") == "gzip":
            zipped += 1
            assert len(listed(gzip.decompress(answer.body))) == ORDERS
    assert zipped


def test_without_variation_every_answer_is_the_same(landlord, soap):
    landlord.raise_order()
    answers = polls(landlord, soap)

    assert len({answer.content for answer in answers}) == 1
    assert {answer.headers["Content-Length"] for answer in answers} == {
        str(len(answers[0].content))
    }


def test_an_answer_that_is_given_again_is_left_as_it_was():
    reply = OPERATIONS["AddWorksOrderNote"].reply(
        action_status=SUCCESS, works_order_number="1/1", note_number=2
    )
    called = Called(operation="AddWorksOrderNote", reply=reply, outcome="success", repeated_of=4)
    first = Called(operation="AddWorksOrderNote", reply=reply, outcome="success")

    assert all(Variation(1, seq).reply(called) == reply for seq in range(40))
    assert {Variation(1, seq).reply(first).note_number for seq in range(40)} == {2, None}


def test_what_is_left_out_is_optional_in_the_contract():
    optional = {
        type_.name: {field.name for field in type_.fields if field.optional} for type_ in _types()
    }
    for name, spare in COMFORT.items():
        published = name.removesuffix("Reply") + ("Result" if name.endswith("Reply") else "")
        for each in spare:
            element = "".join(part.capitalize() for part in each.split("_"))
            assert element in optional[published], (name, each)


def _types():
    seen = {}

    def walk(described):
        if hasattr(described, "fields") and described.name not in seen:
            seen[described.name] = described
            for field in described.fields:
                walk(field.type)

    for operation in load_contract().operations.values():
        walk(operation.result)
    return seen.values()


def test_all_forms_together_have_every_way_there_is():
    assert {style.comments for style in STYLES} == {True, False}
    assert {style.cdata for style in STYLES} == {True, False}
    assert len({style.indent for style in STYLES}) > 2
    assert "" in {style.body_prefix for style in STYLES}
    assert all(style.envelope_prefix for style in STYLES)  # nobody has tried that on 25 stacks
