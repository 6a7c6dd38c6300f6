"""How load users sign in: what they write, and a real landlord that asks for it."""

from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path

import pytest
from lxml import etree

from nps_load.credentials import BASIC, DIGEST, TEXT, Tokens, scheme_for
from nps_load.envelopes import EnvelopeError, Envelopes
from nps_load.targets import Login
from nps_scenarios.loader import load_profile
from nps_scenarios.problems import SetUpError
from nps_scenarios.profile import Credentials
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders

LOGIN = Login(username="Smith & Söhne", password="100%<secret>")
NOW = datetime(2026, 3, 2, 8, 0, 5, 999, tzinfo=UTC)
NAMESPACES = {
    "soap": "http://schemas.xmlsoap.org/soap/envelope/",
    "wsse": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
    "wsu": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
}
ENVELOPES = Envelopes()
POLL = ENVELOPES.of(RequestWorksOrders())
SIZE = ("--contractors", "4", "--orders", "8", "--duration", "4s", "--interval", "1s")


def tokens(scheme: str) -> Tokens:
    return Tokens(scheme, LOGIN, stamp="run-1", now=lambda: NOW)


def told(envelope: bytes, name: str) -> str:
    path = f"/soap:Envelope/soap:Header/wsse:Security/wsse:UsernameToken/{name}"
    (found,) = etree.fromstring(envelope).xpath(path, namespaces=NAMESPACES)
    return str(found.text)


def test_a_password_goes_as_it_is() -> None:
    signed = tokens(TEXT).signed(POLL)

    assert told(signed, "wsse:Username") == LOGIN.username
    assert told(signed, "wsse:Password[contains(@Type, '#PasswordText')]") == LOGIN.password
    assert told(signed, "wsu:Created") == "2026-03-02T08:00:05Z"


def test_a_digest_is_made_of_nonce_time_and_password() -> None:
    signed = tokens(DIGEST).signed(POLL)

    salt = b64decode(told(signed, "wsse:Nonce")) + told(signed, "wsu:Created").encode()
    expected = b64encode(sha1(salt + LOGIN.password.encode()).digest()).decode()
    assert told(signed, "wsse:Password[contains(@Type, '#PasswordDigest')]") == expected
    assert LOGIN.password.encode() not in signed


@pytest.mark.parametrize("scheme", [TEXT, DIGEST])
def test_every_call_has_a_nonce_of_its_own(scheme: str) -> None:
    signing = tokens(scheme)

    assert len({told(signing.signed(POLL), "wsse:Nonce") for _ in range(20)}) == 20


def test_the_message_itself_stays_as_it_was() -> None:
    envelope = ENVELOPES.of(RequestWorksOrderDetails(works_order_number="1/1"))
    signed = tokens(TEXT).signed(envelope)

    assert signed.partition(b"<soap:Body>")[2] == envelope.partition(b"<soap:Body>")[2]
    with pytest.raises(EnvelopeError, match="leave its Header to the token"):
        tokens(TEXT).signed(signed)


@pytest.mark.parametrize(
    ("demanded", "asked", "expected"),
    [
        (Credentials.BASIC, None, BASIC),
        (Credentials.EITHER, None, BASIC),
        (Credentials.USERNAME_TOKEN, None, TEXT),
        (Credentials.USERNAME_TOKEN, DIGEST, DIGEST),
        (Credentials.EITHER, DIGEST, DIGEST),
        (Credentials.EITHER, BASIC, BASIC),
    ],
)
def test_what_the_profile_demands_is_used(
    demanded: Credentials, asked: str | None, expected: str
) -> None:
    profile = replace(load_profile("certification"), credentials=demanded)

    assert scheme_for(profile, asked) == expected


@pytest.mark.parametrize(
    ("demanded", "asked", "fitting"),
    [
        (Credentials.BASIC, DIGEST, "takes basic only"),
        (Credentials.USERNAME_TOKEN, BASIC, "takes username-token or password-digest only"),
    ],
)
def test_what_the_profile_would_refuse_is_refused_first(
    demanded: Credentials, asked: str, fitting: str
) -> None:
    profile = replace(load_profile("certification"), credentials=demanded)

    with pytest.raises(SetUpError, match=f"--credentials is {asked}, .* {fitting}"):
        scheme_for(profile, asked)


@pytest.fixture
def profile(tmp_path: Path) -> tuple[str, str]:
    """A landlord that takes nothing but a UsernameToken."""
    path = tmp_path / "tokens.yaml"
    path.write_text(
        "name: tokens\ntitle: Takes nothing but a UsernameToken\ncredentials: username-token\n"
    )
    return "--profile", str(path)


@pytest.mark.parametrize("asked", [(), ("--credentials", DIGEST)])
def test_a_landlord_that_demands_tokens_is_loaded_by_both_kinds_of_users(
    nps_load, lenient, tmp_path: Path, profile, asked
) -> None:
    options = ("--shape", "month-end", "--zeep", "1", *profile, *asked)

    ran = nps_load(tmp_path / "reports", *options, *SIZE, *lenient(tmp_path))

    assert ran.code == 0, ran.out + ran.err
    assert (ran.count("AP5"), ran.outcome["problems"]) == (8, [])


def test_a_foreign_landlord_is_signed_in_to_as_told(
    nps_load, landlord: str, tmp_path: Path
) -> None:
    target = ("--target", landlord, "--users-file", str(tmp_path / "users.csv"))
    size = ("--contractors", "2", "--duration", "2s", "--interval", "1s")

    ran = nps_load(tmp_path / "reports", *target, *size, "--credentials", TEXT)

    assert ran.outcome["problems"], "this one takes HTTP Basic only"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--profile", "certification", "--credentials", DIGEST), "takes basic only"),
        (("--profile", "nobody"), "There is no profile 'nobody'"),
        (
            ("--profile", "strict", "--target", "http://127.0.0.1:1/"),
            "--profile is the policy of our own simulator",
        ),
        (("--reverse", "1", "--credentials", TEXT), "with --reverse leave them out"),
    ],
)
def test_what_does_not_fit_together_is_one_sentence(
    nps_load, tmp_path: Path, options, sentence: str
) -> None:
    ran = nps_load(tmp_path / "reports", *options)

    assert ran.code == 3
    assert sentence in ran.err
    assert ran.err.count("\n") == 1
