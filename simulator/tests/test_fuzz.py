"""Requests made from the schema, nearly right ones, and garbage, over a real server.

True if it passes: whatever comes, the answer is a valid reply or a proper SOAP Fault, in time, and
the simulator never blames itself.
"""

import random
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from nps_wsdl.contract import ComplexType, load_contract, schema_bytes

CONTRACT = load_contract()
SCHEMA = etree.XMLSchema(etree.fromstring(schema_bytes()))
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
XML_CHARACTERS = st.characters(
    codec="utf-8", categories=["L", "M", "N", "P", "S", "Zs"], include_characters="\t\n\r"
)
NUMBERS = st.builds("{}/{}".format, st.integers(1_000_000, 1_000_003), st.just(1))
WORDS = st.one_of(
    st.text(XML_CHARACTERS, max_size=40),
    st.text(string.ascii_letters, max_size=300),
    st.sampled_from(["NOANS", "BRK", "AM", "S20", "NO", "1.5", ""]),
)
VALUES = {
    "xs:int": st.integers(-(2**31), 2**31 - 1).map(str) | st.integers(0, 9).map(str),
    "xs:decimal": st.decimals(allow_nan=False, allow_infinity=False, places=3).map(
        lambda value: f"{value:f}"
    )
    | st.sampled_from(["1", "12.50", "0", "-1", "+1.00", ".5", "10.100000381469727", "9" * 60]),
    "xs:dateTime": st.datetimes().map(lambda value: value.isoformat())
    | st.sampled_from(["2026-11-22T10:00:00Z", "2026-10-25T01:30:00", "0001-01-01T00:00:00-14:00"]),
    "xs:date": st.dates().map(lambda value: value.isoformat()) | st.just("2026-11-22Z"),
}


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@st.composite
def elements(draw, name, kind):
    if not isinstance(kind, ComplexType):
        if kind.values:
            return f"<{name}>{draw(st.sampled_from(sorted(kind.values)))}</{name}>"
        if name == "WorksOrderNumber":
            return f"<{name}>{escaped(draw(NUMBERS | WORDS))}</{name}>"
        return f"<{name}>{escaped(draw(VALUES.get(kind.base, WORDS)))}</{name}>"
    parts = []
    for field in kind.fields:
        least = 0 if field.optional else 1
        count = draw(st.integers(least, 3 if field.repeated else 1))
        parts.extend(draw(elements(field.name, field.type)) for _ in range(count))
    return f"<{name}>{''.join(parts)}</{name}>"


@st.composite
def requests(draw):
    operation = CONTRACT.operations[draw(st.sampled_from(sorted(CONTRACT.operations)))]
    inside = draw(elements(operation.name, operation.request))
    return inside.replace(
        f"<{operation.name}>", f'<{operation.name} xmlns="{CONTRACT.namespace}">', 1
    )


@st.composite
def nearly(draw, soap):
    """A valid message with one to three mistakes, in its elements or in its bytes."""
    dice = random.Random(draw(st.integers(0, 2**32)))
    if draw(st.booleans()):
        root = etree.fromstring(soap(draw(requests())))
        for _ in range(draw(st.integers(1, 3))):
            mistake(root, dice)
        return etree.tostring(root)
    raw = bytearray(soap(draw(requests())))
    for _ in range(draw(st.integers(1, 3))):
        at = dice.randrange(len(raw))
        match dice.randrange(4):
            case 0:
                raw[at] = dice.randrange(256)
            case 1:
                del raw[at : at + dice.randrange(1, 20)]
            case 2:
                raw[at:at] = raw[at : at + 30]
            case _:
                junk = (b"<", b"&", b"]]>", b"<!--", b"<!DOCTYPE a>", b"\0", b"&#0;", b"<?x?>")
                raw[at:at] = dice.choice(junk)
    return bytes(raw) or b" "


def mistake(root, dice):
    node = dice.choice(list(root.iter()))
    parent = node.getparent()
    match dice.randrange(7):
        case 0 if parent is not None:
            parent.remove(node)
        case 1 if parent is not None:
            parent.insert(0, node)
        case 2 if parent is not None:
            parent.append(etree.fromstring(etree.tostring(node)))
        case 3:
            node.tag = dice.choice(["Strange", "{urn:x}Strange", f"{SOAP}Header", f"{SOAP}Body"])
        case 4:
            node.text = dice.choice(["", "x", "-1", "9" * 400, "\u202e", "INF", "Y"])
        case 5:
            node.set(dice.choice(["a", f"{SOAP}mustUnderstand", "{urn:x}b"]), "1")
        case _:
            node.append(etree.Element(dice.choice(["More", f"{{{CONTRACT.namespace}}}More"])))


@pytest.fixture
def asked(landlord, caplog):
    """Sends a body on a kept connection; checks what must be true of any answer."""
    for _ in range(3):
        landlord.raise_order()
    client = landlord.connect()
    charset = "Content-Type: text/xml; charset=utf-8"

    def ask(body):
        answer = client.post(landlord.path, body, landlord.usual[0], charset).answer()
        assert answer.headers["content-type"] == "text/xml; charset=utf-8"
        body = next(etree.fromstring(answer.body).iter(f"{SOAP}Body"))
        (child,) = body
        if answer.status == 200:
            SCHEMA.assertValid(child)
            return "answered"
        assert (answer.status, child.tag) == (500, f"{SOAP}Fault")
        (detail,) = child.findall("detail/*") or [None]
        if detail is not None:
            SCHEMA.assertValid(detail)
        code = child.findtext("faultstring").partition(":")[0]
        assert code not in {"INTERNAL", "NOT-STORED", "SCRIPT"}
        return code

    yield ask
    client.sock.close()
    assert [record for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}] == []


def test_what_the_schema_allows_is_always_answered(asked, soap):
    @FUZZ
    @given(requests())
    def check(inside):
        assert asked(soap(inside)) == "answered"

    check()


def test_what_is_nearly_right_gets_a_reply_or_a_proper_fault(asked, soap):
    @FUZZ
    @given(nearly(soap))
    def check(body):
        asked(body)

    check()


def test_garbage_gets_a_proper_fault(asked):
    @FUZZ
    @given(st.binary(max_size=3000) | st.text(max_size=500).map(str.encode))
    def check(body):
        assert asked(body) in {"NOT-XML", "CHARSET", "ENVELOPE", "VERSION", "DTD"}

    check()
