"""What may be loaded, and as whom.

Somebody else's endpoint is loaded only when it is named a second time, and written to only when
that is asked for: this tool must not hurt a live landlord by a slip of the shell history.
"""

import csv
import ipaddress
import os
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from nps_load.shapes import Shape
from nps_load.text_file import read_text
from nps_scenarios.problems import FileError, SetUpError

_COLUMNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A contractor's user name and password (HTTP Basic)."""

    username: str
    password: str = field(repr=False)


def basic(login: Login) -> str:
    """The Authorization header of a login."""
    pair = f"{login.username}:{login.password}".encode()
    return f"Basic {b64encode(pair).decode()}"


def checked_target(url: str, i_may_load: str | None) -> str:
    """The address, when it may be loaded. Raises SetUpError."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError as error:
        raise SetUpError(f"--target {url!r} is not an address: {error}.") from error
    if parts.scheme not in {"http", "https"} or not host or port == 0:
        raise SetUpError(f"--target {url!r} is not an http or https address.")
    if not is_loopback(host) and i_may_load != host:
        named = f", not {i_may_load!r}" if i_may_load else ""
        raise SetUpError(
            f"{host} is not this machine: to load it, say that you may, "
            f"with --i-may-load {host}{named}."
        )
    return url


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine, without asking any name server."""
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761, 6.3
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def checked_writes(shape: Shape, *, writes: bool) -> None:
    """Refuses a shape that is all about writes when writing was not asked for."""
    if shape.needs_writes and not writes:
        raise SetUpError(
            f"Shape {shape.name} completes and invoices works orders; to do that to "
            "somebody's endpoint, say --writes."
        )


def read_logins(path: Path, contractors: int) -> tuple[Login, ...]:
    """The logins of a CSV file of `username,password` lines; `#` begins a comment.

    Raises SetUpError: each virtual contractor needs a login of its own, or what one confirms the
    other would miss.
    """
    found: list[Login] = []
    for number, row in enumerate(csv.reader(_lines(path)), start=1):
        if not row or row[0].startswith("#"):
            continue
        if len(row) != _COLUMNS or not all(row):
            raise FileError(file=path.name, line=number, problem="expected `username,password`.")
        if ":" in row[0]:  # RFC 7617, 2
            raise FileError(
                file=path.name,
                line=number,
                problem=f"the user name {row[0]!r} has a colon, which ends it in HTTP Basic.",
            )
        found.append(Login(username=row[0], password=row[1]))
    if len(found) < contractors:
        raise SetUpError(
            f"{path.name} has {len(found)} logins, {contractors} contractors need one each: "
            "add logins, or lower --contractors."
        )
    if len({login.username for login in found}) < len(found):
        raise SetUpError(f"{path.name} has a user name twice; each contractor needs its own.")
    return tuple(found)


def _lines(path: Path) -> list[str]:
    """The lines of a text file. Raises SetUpError."""
    text = read_text(path)
    if "\0" in text:
        raise SetUpError(f"{path} is not text: it has a NUL in it; save it as UTF-8.")
    return text.splitlines(keepends=True)


def write_logins(path: Path, logins: tuple[Login, ...]) -> None:
    """Writes such a file, for its owner only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((login.username, login.password) for login in logins)
