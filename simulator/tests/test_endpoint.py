"""Whole exchanges over real sockets: bad input, credentials in messages, zeep."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import requests
import zeep
from lxml import etree
from zeep.transports import Transport
from zeep.wsse.username import UsernameToken

from nps_scenarios.profile import Credentials
from nps_wsdl.contract import load_contract, schema_bytes

NS = load_contract().namespace
SCHEMA = etree.XMLSchema(etree.fromstring(schema_bytes()))
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
POLL = f'<RequestWorksOrders xmlns="{NS}"/>'
DETAILS = f'<RequestWorksOrderDetails xmlns="{NS}">{{}}</RequestWorksOrderDetails>'
NON_ACCESS = (
    f'<RecordNonAccess xmlns="{NS}">\n<WorksOrderNumber>1/1</WorksOrderNumber>\n'
    "<VisitedAt>{at}</VisitedAt>\n<ReasonCode>NOANS</ReasonCode>\n<Carded>{carded}</Carded>\n"
    "<ExternalReference>E1</ExternalReference></RecordNonAccess>"
)


def message(inside=POLL, *, before="", header="", namespace=SOAP[1:-1], after=""):
    return (
        f'{before}<s:Envelope xmlns:s="{namespace}">\n{header}\n'
        f"<s:Body>\n{inside}</s:Body>{after}</s:Envelope>"
    )


def fault_of(answer):
    """Return the parts of a SOAP 1.1 Fault; fails unless it is a proper one."""
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(answer.body)
    (fault,) = root.findall(f"{SOAP}Body/{SOAP}Fault")
    names = [child.tag for child in fault]
    assert names[:2] == ["faultcode", "faultstring"]
    assert set(names[2:]) <= {"faultactor", "detail"}
    assert not fault.find("faultstring").attrib
    detail = fault.find("detail")
    told = {}
    if detail is not None:
        (typed,) = detail
        SCHEMA.assertValid(typed)
        told = {etree.QName(child).localname: child.text for child in typed}
    return fault.findtext("faultcode"), fault.findtext("faultstring"), told


HEADER_BLOCK = '<s:Header><x:Audit xmlns:x="urn:x" s:mustUnderstand="{}"{}/></s:Header>'

BAD = {
    "not XML": ("hello", "Client", "NOT-XML", "", "1"),
    "an empty body": ("", "Client", "NOT-XML", "", "1"),
    "cut off": (message()[:-5], "Client", "NOT-XML", "", "4"),
    "an unknown entity": (message("&nbsp;"), "Client", "NOT-XML", "", "4"),
    "junk behind": (message() + "<a/>", "Client", "NOT-XML", "", "4"),
    "a DTD": (message(before="<!DOCTYPE a>\n"), "Client", "DTD", "", "1"),
    "an external entity": (
        message("&x;", before='<!-- c -->\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "Client",
        "DTD",
        "",
        "2",
    ),
    "a bomb of entities": (
        message(
            "&c;",
            before='<!DOCTYPE a [<!ENTITY a "aaaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>',
        ),
        "Client",
        "DTD",
        "",
        "1",
    ),
    "SOAP 1.2": (message(namespace=SOAP12), "VersionMismatch", "VERSION", "/Envelope", "1"),
    "a wrong namespace": (
        message(namespace="urn:x"),
        "VersionMismatch",
        "VERSION",
        "/Envelope",
        "1",
    ),
    "no envelope": (POLL, "Client", "ENVELOPE", "/RequestWorksOrders", "1"),
    "no body": (
        f'<s:Envelope xmlns:s="{SOAP[1:-1]}"/>',
        "Client",
        "ENVELOPE",
        "/Envelope",
        "1",
    ),
    "two bodies": (
        message(after=f"<s:Body>{POLL}</s:Body>"),
        "Client",
        "ENVELOPE",
        "/Envelope/Body[2]",
        "4",
    ),
    "a header behind the body": (
        message(after="<s:Header/>"),
        "Client",
        "ENVELOPE",
        "/Envelope/Header",
        "4",
    ),
    "an empty Body": (message(""), "Client", "BODY", "/Envelope/Body", "3"),
    "two children": (
        message(f"{POLL}\n{POLL}"),
        "Client",
        "BODY",
        "/Envelope/Body/RequestWorksOrders[2]",
        "5",
    ),
    "text beside the child": (message(f"x{POLL}"), "Client", "BODY", "/Envelope/Body", "3"),
    "a header to be understood": (
        message(header=HEADER_BLOCK.format("1", "")),
        "MustUnderstand",
        "MUST-UNDERSTAND",
        "/Envelope/Header/Audit",
        "2",
    ),
    "a header for the next to be understood": (
        message(
            header=HEADER_BLOCK.format(
                "true", ' s:actor="http://schemas.xmlsoap.org/soap/actor/next"'
            )
        ),
        "MustUnderstand",
        "MUST-UNDERSTAND",
        "/Envelope/Header/Audit",
        "2",
    ),
    "too deep": (message("<a>" * 300 + "</a>" * 300), "Client", "TOO-DEEP", "", "4"),
    "an unknown operation": (
        message(f'<DeleteEverything xmlns="{NS}"/>'),
        "Client",
        "OPERATION",
        "/Envelope/Body/DeleteEverything",
        "4",
    ),
    "an operation without namespace": (
        message("<RequestWorksOrders/>"),
        "Client",
        "OPERATION",
        "/Envelope/Body/RequestWorksOrders",
        "4",
    ),
    "a reply as request": (
        message(f'<RequestWorksOrdersResponse xmlns="{NS}"/>'),
        "Client",
        "OPERATION",
        "/Envelope/Body/RequestWorksOrdersResponse",
        "4",
    ),
    "a missing element": (
        message(DETAILS.format("")),
        "Client",
        "SCHEMA",
        "/Envelope/Body/RequestWorksOrderDetails",
        "4",
    ),
    "an unknown element": (
        message(DETAILS.format("<WorksOrderNumber>1</WorksOrderNumber>\n<More/>")),
        "Client",
        "SCHEMA",
        "/Envelope/Body/RequestWorksOrderDetails/More",
        "5",
    ),
    "an element of no namespace": (
        message(DETAILS.format('<WorksOrderNumber xmlns="">1</WorksOrderNumber>')),
        "Client",
        "SCHEMA",
        "/Envelope/Body/RequestWorksOrderDetails/WorksOrderNumber",
        "4",
    ),
    "a wrong date-time": (
        message(NON_ACCESS.format(at="yesterday", carded="Y")),
        "Client",
        "SCHEMA",
        "/Envelope/Body/RecordNonAccess/VisitedAt",
        "6",
    ),
    "a value outside an enumeration": (
        message(NON_ACCESS.format(at="2026-11-22T10:00:00", carded="maybe")),
        "Client",
        "SCHEMA",
        "/Envelope/Body/RecordNonAccess/Carded",
        "8",
    ),
    "a year that no calendar has": (
        message(NON_ACCESS.format(at="12026-11-22T10:00:00", carded="Y")),
        "Client",
        "SCHEMA",
        "/Envelope/Body/RecordNonAccess/VisitedAt",
        "6",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_a_fault_that_says_where_and_changes_nothing(landlord, what):
    sent, actor, code, path, line = BAD[what]
    number = landlord.raise_order()
    before = landlord.order(number)

    answer = landlord.poll(body=sent.encode())

    assert answer.status == 500
    faultcode, faultstring, told = fault_of(answer)
    assert faultcode == f"soap:{actor}"
    assert faultstring.startswith(f"{code}: ")
    assert f"line {line}" in faultstring
    assert path in faultstring
    if actor == "Client":
        assert (told["Code"], told.get("Path", ""), told["Line"]) == (code, path, line)
        assert told["Expected"]
        assert told["Message"].endswith(".")
    else:
        assert told == {}, "SOAP 1.1, 4.4: no detail for what is not about the Body"
    assert landlord.order(number) == before
    (exchange,) = landlord.exchanges()
    assert (exchange.outcome, exchange.code, exchange.contractor) == ("fault", code, "acme")
    assert exchange.http_request.body == sent
    assert exchange.findings[-1].code == code
    assert exchange.findings[-1].path == path
    assert str(exchange.findings[-1].line) == line


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (message().encode(), "text/xml; charset=iso-8859-1"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?>' + message().encode(), "text/xml"),
        (message().encode("utf-16"), "text/xml; charset=utf-8"),
        (message().encode(), "text/xml; charset=utf-16"),
        (message(f"<!-- \xe9 -->{POLL}").encode("latin-1"), "text/xml; charset=utf-8"),
    ],
)
def test_a_wrong_charset_is_a_fault(landlord, body, content_type):
    answer = landlord.poll(f"Content-Type: {content_type}", body=body)

    assert answer.status == 500
    assert fault_of(answer)[2]["Code"] == "CHARSET"
    (exchange,) = landlord.exchanges()
    assert exchange.code == "CHARSET"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (message().encode("utf-16"), "text/xml; charset=utf-16"),
        (message().encode("utf-16"), "text/xml"),
        (message().encode("utf-16-be"), "text/xml; charset=UTF-16BE"),
        (message().encode("utf-16-le"), 'text/xml; charset="utf-16"'),
        (b"\xef\xbb\xbf" + message().encode(), "text/xml; charset=utf-8"),
        (b"\xef\xbb\xbf" + message().encode(), "text/xml"),
        (
            message(before='<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16"),
            "text/xml; charset=utf-16",
        ),
    ],
)
def test_utf_16_and_a_byte_order_mark_are_legal(landlord, body, content_type):
    assert landlord.poll(f"Content-Type: {content_type}", body=body).status == 200
    (exchange,) = landlord.exchanges()
    assert exchange.outcome == "success"


@pytest.mark.parametrize(
    "sent",
    [
        message(before='<?xml version="1.0"?>\n<!-- hello -->\n'),
        message(header="<s:Header/>"),
        message(header=HEADER_BLOCK.format("0", "")),
        message(header=HEADER_BLOCK.format("1", ' s:actor="urn:somebody-else"')),
        message(f"<!-- <!DOCTYPE a> -->{POLL}"),
        message(POLL.replace("<Request", "<n1:Request").replace("xmlns=", "xmlns:n1=")),
        message().replace(
            "<s:Envelope",
            '<s:Envelope s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"',
        ),
        message(
            f'<RequestWorksOrders xmlns="{NS}"><MaximumOrders '
            'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
            'xmlns:xsd="http://www.w3.org/2001/XMLSchema" i:type="xsd:int">'
            "<![CDATA[5]]></MaximumOrders></RequestWorksOrders>"
        ),
    ],
)
def test_what_soap_leaves_open_is_accepted(landlord, sent):
    assert landlord.poll(body=sent.encode()).status == 200


def test_http_500_comes_with_soap_12s_own_content_type_too(landlord):
    body = message(namespace=SOAP12).encode()

    answer = landlord.poll("Content-Type: application/soap+xml; charset=utf-8", body=body)

    assert answer.status == 500
    assert fault_of(answer)[0] == "soap:VersionMismatch"


def test_credentials_come_before_the_message(landlord):
    with landlord.connect() as client:
        assert client.post(landlord.path, b"not XML").answer().status == 401


def token(*parts):
    return (
        f'<s:Header><w:Security xmlns:w="{WSSE}" xmlns:u="{WSU}"><w:UsernameToken>'
        f"{''.join(parts)}</w:UsernameToken></w:Security></s:Header>"
    )


USER = "<w:Username>acme</w:Username>"
SECRET = "<w:Password>secret</w:Password>"


def created(minutes=0):
    """Return a Created so many minutes from when the message is sent."""
    return f"<u:Created>AGE{minutes}</u:Created>"


def aged(text):
    def at(match):
        return f"{datetime.now(UTC) + timedelta(minutes=int(match[1])):%Y-%m-%dT%H:%M:%SZ}"

    return re.sub(r"AGE(-?\d+)", at, text)


@pytest.fixture
def by_token(landlords):
    return landlords(profile={"credentials": Credentials.USERNAME_TOKEN})


def post_unauthorized(landlord, body):
    with landlord.connect() as client:
        return client.post(landlord.path, aged(body).encode(), landlord.usual[1]).answer()


@pytest.mark.parametrize(
    "header",
    [
        token(USER, SECRET),
        token("<w:Nonce>AAAA</w:Nonce>", created(), SECRET, USER),
        token(USER, SECRET, created(4)),
        token(USER, SECRET).replace(
            "<w:UsernameToken",
            "<u:Timestamp><u:Expires>9999-12-31T23:59:59Z</u:Expires></u:Timestamp><w:UsernameToken",
            1,
        ),
        token(USER, SECRET).replace("<w:Security", '<w:Security s:mustUnderstand="1"'),
        token(USER, SECRET.replace(">", ' Type="x#PasswordText">', 1)),
    ],
)
def test_a_username_token_is_read_leniently(by_token, header):
    answer = post_unauthorized(by_token, message(header=header))

    assert answer.status == 200
    (exchange,) = by_token.exchanges()
    assert exchange.contractor == "acme"
    assert "secret" not in exchange.http_request.body


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("", "no wsse:UsernameToken"),
        (token(USER, "<w:Password>wrong</w:Password>"), "wrong"),
        (token("<w:Username>nobody</w:Username>", SECRET), "wrong"),
        (token(USER), "lacks"),
        (token(USER, SECRET, created(-6)), "within 5 minutes"),
        (token(USER, SECRET, created(6)), "within 5 minutes"),
        (token(USER, SECRET, "<u:Created>now</u:Created>"), "not a date-time"),
        (token(USER, '<w:Password Type="x#PasswordDigest">AAAA</w:Password>'), "needs a Nonce"),
        (
            token(
                USER,
                '<w:Password Type="x#PasswordDigest">AAAA</w:Password><w:Nonce>AAAA</w:Nonce>',
                created(),
            ),
            "wrong",
        ),
    ],
)
def test_a_failed_username_token_is_a_fault(by_token, header, word):
    answer = post_unauthorized(by_token, message(header=header))

    assert answer.status == 500
    faultcode, faultstring, told = fault_of(answer)
    assert (faultcode, told["Code"]) == ("soap:Client", "CREDENTIALS")
    assert word in faultstring
    (exchange,) = by_token.exchanges()
    assert (exchange.code, exchange.contractor) == ("CREDENTIALS", None)


def test_either_scheme_serves_where_the_profile_says_so(landlords):
    landlord = landlords(profile={"credentials": Credentials.EITHER})

    assert landlord.poll().status == 200
    assert post_unauthorized(landlord, message(header=token(USER, SECRET))).status == 200
    assert post_unauthorized(landlord, message()).status == 401
    assert landlord.poll("Authorization: Basic eDp5", body=message().encode()).status == 401


def client_of(landlord, **kwargs):
    session = requests.Session()
    session.trust_env = False
    transport = Transport(session=session)
    wsdl = landlord.listener.wsdl(landlord.sandbox.name)
    return zeep.Client(wsdl, transport=transport, **kwargs), session


def test_zeep_in_strict_mode_polls_fetches_and_confirms(landlord):
    number = landlord.raise_order()
    client, session = client_of(landlord, settings=zeep.Settings(strict=True))
    session.auth = ("acme", "secret")

    listed = client.service.RequestWorksOrders()
    details = client.service.RequestWorksOrderDetails(WorksOrderNumber=number)
    confirmed = client.service.ConfirmWorksOrderReceipt(
        WorksOrderNumber=number, Version=details.WorksOrder.Version, ExternalReference="R-1"
    )
    session.close()

    assert [each.WorksOrderNumber for each in listed.WorksOrders.WorksOrder] == [number]
    assert details.WorksOrder.Lines.Line[0].SorCode == "900101"
    assert confirmed.ActionStatus.SuccessFlag == "Y"
    assert [entry.operation for entry in landlord.exchanges()] == [
        None,
        "RequestWorksOrders",
        "RequestWorksOrderDetails",
        "ConfirmWorksOrderReceipt",
    ]
    assert not any(entry.findings for entry in landlord.exchanges())


@pytest.mark.parametrize("digest", [False, True], ids=["text", "digest"])
def test_zeep_with_a_username_token_is_let_in(by_token, digest):
    client, session = client_of(by_token, wsse=UsernameToken("acme", "secret", use_digest=digest))

    assert client.service.RequestWorksOrders().ActionStatus.SuccessFlag == "Y"
    session.close()


def test_zeep_sees_the_typed_fault(landlord):
    client, session = client_of(landlord)
    session.auth = ("acme", "secret")
    node = client.create_message(client.service, "RequestWorksOrderDetails", WorksOrderNumber="1")
    number = next(node.iter(f"{{{NS}}}WorksOrderNumber"))
    number.tag = f"{{{NS}}}Number"

    answer = landlord.poll(body=etree.tostring(node))
    session.close()

    assert re.search(
        r"SCHEMA: Number may not stand here .* expected WorksOrderNumber", (fault_of(answer)[1])
    )


BLANKS_AROUND_DATES = {
    "a date-time": NON_ACCESS.format(at="\n    2026-11-22T10:00:00\n  ", carded="Y"),
    "a date-time with a zone": NON_ACCESS.format(at="\t2026-11-22T10:00:00Z ", carded="Y"),
    "a date": (
        f'<CreateAppointment xmlns="{NS}"><WorksOrderNumber>1/1</WorksOrderNumber>'
        "<AppointmentDate>\r\n  2026-11-25\n</AppointmentDate><SlotCode>AM</SlotCode>"
        "<ExternalReference>E1</ExternalReference></CreateAppointment>"
    ),
}


@pytest.mark.parametrize("inside", BLANKS_AROUND_DATES.values(), ids=list(BLANKS_AROUND_DATES))
def test_white_space_around_a_date_is_read_as_xml_schema_collapses_it(landlord, inside):
    """A stack that writes indented XML; libxml2 alone would refuse it."""
    answer = landlord.poll(body=message(inside).encode())

    assert answer.status == 200
    (exchange,) = landlord.exchanges()
    assert exchange.outcome == "refusal"
    dated = exchange.request.get("visited_at", exchange.request.get("appointment_date"))
    assert dated in {"2026-11-22T10:00:00", "2026-11-25"}


@pytest.mark.parametrize(
    ("inside", "element"),
    [
        (NON_ACCESS.format(at="2026-11-22T10:00:00", carded=" Y "), "Carded"),
        (NON_ACCESS.format(at="2026-11-22 10:00:00 ", carded="Y"), "VisitedAt"),
        (NON_ACCESS.format(at="\xa02026-11-22T10:00:00", carded="Y"), "VisitedAt"),
        (POLL.replace("/>", "><MaximumOrders>1_0</MaximumOrders></RequestWorksOrders>"), "Maximum"),
        (POLL.replace("/>", "><MaximumOrders>\u0661</MaximumOrders></RequestWorksOrders>"), "Max"),
    ],
)
def test_nothing_else_is_accepted_that_xml_schema_does_not_know(landlord, inside, element):
    """Where libxml2 and xmlschema differ, the reader of the value has the last word."""
    answer = landlord.poll(body=message(inside).encode())

    assert answer.status == 500
    faultcode, faultstring, told = fault_of(answer)
    assert (faultcode, told["Code"]) == ("soap:Client", "SCHEMA")
    assert element in faultstring


def test_a_decimal_of_many_digits_is_refused_as_what_a_float_leaves(landlord):
    """Python writes the float 10.1 as a decimal with 51 digits; libxml2 takes 24."""
    number = landlord.raise_order()
    exact = "10.0999999999999996447286321199499070644378662109375"
    inside = (
        f'<CompleteWorksOrder xmlns="{NS}"><WorksOrderNumber>{number}</WorksOrderNumber>'
        "<CompletedAt>2026-11-22T10:00:00</CompletedAt><Lines><Line><LineNumber>1</LineNumber>"
        "<Quantity>{}</Quantity></Line></Lines><ExternalReference>E1</ExternalReference>"
        "</CompleteWorksOrder>"
    )

    answer = landlord.poll(body=message(inside.format(exact)).encode())
    long = landlord.poll(body=message(inside.format("9" * 30_000)).encode())

    assert b"DECIMALS-TOO-MANY" in answer.body
    assert b"VALUE-OUT-OF-RANGE" in long.body
    text = etree.fromstring(long.body).findtext(f".//{{{NS}}}Text")
    assert len(text) < 200


def test_one_contractor_never_sees_anothers_orders(landlord):
    number = landlord.raise_order()
    theirs = "Authorization: Basic b3RoZXI6aGlkZGVu"  # other:hidden

    listed = landlord.poll(theirs)
    asked = landlord.poll(
        theirs,
        body=message(DETAILS.format(f"<WorksOrderNumber>{number}</WorksOrderNumber>")).encode(),
    )
    unknown = landlord.poll(
        theirs,
        body=message(DETAILS.format("<WorksOrderNumber>1999999/1</WorksOrderNumber>")).encode(),
    )

    assert number.encode() not in listed.body
    assert asked.status == 200
    assert asked.body.replace(number.encode(), b"#") == unknown.body.replace(b"1999999/1", b"#")


def test_a_request_behind_one_whose_client_has_left_is_not_processed(landlord):
    """Its answer would count as told, and nobody would have been."""
    number = landlord.raise_order()
    asked = message(DETAILS.format(f"<WorksOrderNumber>{number}</WorksOrderNumber>")).encode()
    landlord.arm(on="RequestWorksOrders", kind="delay", seconds=0.2)
    with landlord.connect() as client:
        client.post(landlord.path, message().encode(), *landlord.usual)
        client.post(landlord.path, asked, *landlord.usual)
        client.reset()
    landlord.poll()

    told = [(entry.operation, entry.delivery) for entry in landlord.exchanges()]
    assert told == [("RequestWorksOrders", "reply-lost"), ("RequestWorksOrders", "delivered")]


def test_a_reply_that_cannot_be_written_is_a_fault_and_in_the_journal(
    landlord, monkeypatch, caplog
):
    """The one place where our own bug may not lose an entry for an effect."""
    codec = landlord.listener.gateway.soap._replies._codec

    def broken(*_):
        raise ValueError("no")

    monkeypatch.setattr(codec, "encode", broken)
    answer = landlord.poll()

    assert answer.status == 500
    assert fault_of(answer)[2]["Code"] == "INTERNAL"
    (exchange,) = landlord.exchanges()
    assert (exchange.outcome, exchange.code) == ("fault", "INTERNAL")
    assert "cannot be written" in caplog.text


def test_what_could_not_be_stored_is_a_fault_and_the_log_says_why(landlord):
    connection = landlord.sandboxes._store._connection
    landlord.background.do(
        connection.execute,
        "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'no room'); END",
    )
    answer = landlord.poll()

    assert answer.status == 500
    assert b"NOT-STORED: What was asked could not be stored" in answer.body
    assert [entry.text for entry in landlord.listener.gateway.log.entries] == [
        "What was done could not be stored and is undone (no room)."
    ]
