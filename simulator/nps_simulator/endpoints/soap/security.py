"""Who is calling: HTTP Basic, or a WS-Security UsernameToken, as the landlord's profile asks.

Read leniently, as 25 real stacks send it: PasswordText without a Type, Nonce and Created missing,
children in any order. Time stamps are held against the machine's clock, never the sandbox's.
Replayed nonces are not refused: a client that resends the same bytes after a lost reply is right.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from hmac import compare_digest
from typing import Final, Protocol

from lxml import etree

from nps_scenarios.profile import Credentials
from nps_simulator.endpoints.soap.envelope import SECURITY, WSSE, path_of
from nps_simulator.endpoints.soap.faults import FaultText, SoapFault

WSU: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
_TOKEN: Final = f"{{{WSSE}}}UsernameToken"
_USERNAME: Final = f"{{{WSSE}}}Username"
_PASSWORD: Final = f"{{{WSSE}}}Password"
_NONCE: Final = f"{{{WSSE}}}Nonce"
_CREATED: Final = f"{{{WSU}}}Created"
_EXPIRES: Final = f"{{{WSU}}}Expires"
_TIMESTAMP: Final = f"{{{WSU}}}Timestamp"
_DIGEST: Final = "#PasswordDigest"
FRESH: Final = timedelta(minutes=5)  # WS-Security UsernameToken profile 1.1, 3.1: recommended


class Accounts(Protocol):
    """What a sandbox knows of its contractors."""

    def account(self, username: str, password: str) -> str | None:
        """Return the contractor's name, None if these are not its credentials."""

    def password(self, username: str) -> str | None:
        """Return the password of an account, None if there is no such account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic:
    """User name and password of an Authorization header."""

    username: str
    password: str


def read_basic(value: bytes) -> Basic | None:
    """Return the credentials of an Authorization header, None if they are not Basic or broken."""
    scheme, _, encoded = value.strip().partition(b" ")
    if scheme.lower() != b"basic":
        return None
    try:
        plain = b64decode(encoded.strip(), validate=True)
    except binascii.Error:
        return None
    try:
        text = plain.decode()
    except UnicodeDecodeError:
        text = plain.decode("latin-1")  # what RFC 7617 calls the historical default
    username, colon, password = text.partition(":")
    return Basic(username=username, password=password) if colon else None


def contractor_of(
    accounts: Accounts,
    scheme: Credentials,
    basic: Basic | None,
    header: etree._Element | None,
    now: Callable[[], datetime],
) -> str | None:
    """Return the contractor; None means: answer 401 with a challenge.

    Raises SoapFault (CREDENTIALS) for a UsernameToken that is missing, wrong or not fresh. `now`
    gives the machine's time, in UTC. Where either scheme will do, an Authorization header decides.
    """
    if basic is not None and scheme is not Credentials.USERNAME_TOKEN:
        return accounts.account(basic.username, basic.password)
    if scheme is Credentials.BASIC:
        return None
    token = _token(header)
    if token is not None:
        return _contractor_of_token(accounts, token, now())
    if scheme is Credentials.EITHER:
        return None
    raise _refused("There is no wsse:UsernameToken in the Header", header)


def _token(header: etree._Element | None) -> etree._Element | None:
    found: list[etree._Element] = []
    if header is not None:
        for security in header.iterchildren(SECURITY):
            found.extend(security.iterchildren(_TOKEN))
    if len(found) > 1:
        raise _refused(f"There are {len(found)} UsernameTokens", found[1])
    return found[0] if found else None


def _contractor_of_token(accounts: Accounts, token: etree._Element, now: datetime) -> str:
    username = (token.findtext(_USERNAME) or "").strip()
    sent = token.find(_PASSWORD)
    if not username or sent is None:
        raise _refused("The UsernameToken lacks a Username or a Password", token)
    security = token.getparent()
    if security is not None:
        _check_fresh(security.find(_TIMESTAMP), now)
    _check_fresh(token, now)
    given = sent.text or ""
    if not (sent.get("Type") or "").endswith(_DIGEST):
        contractor = accounts.account(username, given)
    else:
        contractor = _by_digest(accounts, username, given.strip(), token)
    if contractor is None:
        raise _refused("The Username or the Password is wrong", token)
    return contractor


def _by_digest(accounts: Accounts, username: str, given: str, token: etree._Element) -> str | None:
    nonce, created = token.findtext(_NONCE), token.findtext(_CREATED)
    if nonce is None or created is None:
        raise _refused("A PasswordDigest needs a Nonce and a Created", token)
    password = accounts.password(username)
    if password is None:
        return None
    try:
        salt = b64decode(nonce.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise _refused("The Nonce is not base64", token) from None
    hashed = sha1(salt + created.strip().encode() + password.encode())  # noqa: S324 - the standard's choice
    if not compare_digest(b64encode(hashed.digest()), given.encode()):
        return None
    return accounts.account(username, password)


def _check_fresh(holder: etree._Element | None, now: datetime) -> None:
    if holder is None:
        return
    created, expires = _time(holder, _CREATED), _time(holder, _EXPIRES)
    machine = f"the machine's clock says {now:%Y-%m-%dT%H:%M:%SZ}"
    if created is not None and abs(now - created) > FRESH:
        minutes = FRESH // timedelta(minutes=1)
        text = f"Created is not within {minutes} minutes of now; {machine}"
        raise _refused(text, holder)
    if expires is not None and expires < now - FRESH:
        raise _refused(f"The message has expired; {machine}", holder)


def _time(holder: etree._Element, tag: str) -> datetime | None:
    text = holder.findtext(tag)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text.strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _refused(f"{etree.QName(tag).localname} is not a date-time", holder) from None


def _refused(text: str, where: etree._Element | None) -> SoapFault:
    expected = "a wsse:UsernameToken with the Username and Password of this landlord's account"
    return SoapFault(
        FaultText(
            code="CREDENTIALS",
            text=f"{text}; send {expected}.",
            path=path_of(where) if where is not None else "/Envelope/Header",
            line=(where.sourceline or 0) if where is not None else 0,
            expected=expected,
        )
    )
