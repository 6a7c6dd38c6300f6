"""How virtual contractors prove who they are: HTTP Basic, or a WS-Security UsernameToken 1.0."""

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import sha1
from itertools import count
from typing import Final

from nps_load.envelopes import EnvelopeError, as_text
from nps_load.targets import Login
from nps_scenarios.problems import SetUpError
from nps_scenarios.profile import Credentials, Profile
from nps_simulator.endpoints.soap.envelope import WSSE
from nps_simulator.endpoints.soap.security import WSU

BASIC: Final = "basic"
TEXT: Final = "username-token"
DIGEST: Final = "password-digest"
SCHEMES: Final = (BASIC, TEXT, DIGEST)
TOKENS: Final = frozenset({TEXT, DIGEST})

_BODY: Final = b"<soap:Body>"
_OASIS: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
_KINDS: Final = {TEXT: "PasswordText", DIGEST: "PasswordDigest"}
_BASE64: Final = f"{_OASIS}-soap-message-security-1.0#Base64Binary"
_HEADER: Final = (
    f'<soap:Header><wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}"><wsse:UsernameToken>'
    "<wsse:Username>%b</wsse:Username>"
    f'<wsse:Password Type="{_OASIS}-username-token-profile-1.0#%b">%b</wsse:Password>'
    f'<wsse:Nonce EncodingType="{_BASE64}">%b</wsse:Nonce>'
    "<wsu:Created>%b</wsu:Created>"
    "</wsse:UsernameToken></wsse:Security></soap:Header>"
).encode()


class Tokens:
    """Signs one contractor's envelopes, each with a nonce of its own and the time of sending.

    `stamp` makes the nonces unlike those of every other contractor and run; `now` gives the
    machine's time in UTC, since that is what a landlord holds Created against.
    """

    def __init__(
        self, scheme: str, login: Login, *, stamp: str, now: Callable[[], datetime]
    ) -> None:
        self._scheme = scheme
        self._login = login
        self._stamp = stamp
        self._now = now
        self._numbers = count(1)

    def signed(self, envelope: bytes) -> bytes:
        """The envelope with a token in its Header. Raises EnvelopeError when it has one already."""
        before, body, after = envelope.partition(_BODY)
        if not body or b"<soap:Header" in before:
            raise EnvelopeError(
                "A token goes into an envelope whose first child is <soap:Body>, and it began with "
                f"{envelope[:200]!r}; leave its Header to the token."
            )
        return b"".join((before, self._header(), body, after))

    def _header(self) -> bytes:
        created = f"{self._now():%Y-%m-%dT%H:%M:%SZ}".encode()
        nonce = f"{self._stamp}-{next(self._numbers)}".encode()
        if self._scheme == DIGEST:
            salted = nonce + created + self._login.password.encode()
            password = b64encode(sha1(salted).digest())  # noqa: S324 - the standard's choice
        else:
            password = as_text(self._login.password)
        kind = _KINDS[self._scheme].encode()
        return _HEADER % (
            as_text(self._login.username),
            kind,
            password,
            b64encode(nonce),
            created,
        )


def scheme_for(profile: Profile, asked: str | None) -> str:
    """What to use with a profile; without being asked for any, what it demands. Raises SetUpError
    for one that it would refuse.
    """
    token = profile.credentials is Credentials.USERNAME_TOKEN
    if asked is None:
        return TEXT if token else BASIC
    if profile.credentials is not Credentials.EITHER and (asked in TOKENS) != token:
        fitting = f"{TEXT} or {DIGEST}" if token else BASIC
        raise SetUpError(
            f"--credentials is {asked}, and the profile {profile.name!r} takes {fitting} only; "
            "leave --credentials out, or give another --profile."
        )
    return asked
