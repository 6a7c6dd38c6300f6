from pathlib import Path

import pytest

from nps_load.shapes import SHAPES
from nps_load.targets import (
    Login,
    checked_target,
    checked_writes,
    is_loopback,
    read_logins,
    write_logins,
)
from nps_scenarios.problems import SetUpError


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "nps.localhost"])
def test_this_machine_needs_no_permission(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["example.org", "10.0.0.1", "0.0.0.0", "127.0.0.1.example.org", "2130706433"]
)
def test_everything_else_is_foreign(host: str) -> None:
    assert not is_loopback(host)


def test_a_foreign_host_must_be_named_again() -> None:
    url = "https://nps.example.org/s/x/"

    with pytest.raises(SetUpError, match=r"with --i-may-load nps\.example\.org"):
        checked_target(url, None)
    with pytest.raises(SetUpError, match=r"not 'example\.org'"):
        checked_target(url, "example.org")
    assert checked_target(url, "nps.example.org") == url


@pytest.mark.parametrize("url", ["nps.example.org", "ftp://localhost/", "http://", ""])
def test_a_target_is_an_http_address(url: str) -> None:
    with pytest.raises(SetUpError, match="not an http or https address"):
        checked_target(url, None)


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://localhost:70000/", "http://localhost:x/", "http://localhost:0/"]
)
def test_an_address_that_cannot_be_one_is_said(url: str) -> None:
    with pytest.raises(SetUpError, match="is not an"):
        checked_target(url, None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"caf\xe9,secret\n", "is not UTF-8 text"),
        (b"a,b\0\n", "it has a NUL in it"),
        (b"a,b\nacme:north,secret\n", "'acme:north' has a colon"),
        (b"a\n", "expected `username,password`"),
    ],
)
def test_logins_that_cannot_be_read_are_said(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "users.csv"
    path.write_bytes(content)

    with pytest.raises(SetUpError) as caught:
        read_logins(path, 1)

    assert "users.csv" in str(caught.value)
    assert sentence in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_a_login(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_bytes(b"\xef\xbb\xbfacme,secret\n")

    assert read_logins(path, 1) == (Login(username="acme", password="secret"),)


def test_a_shape_of_writes_needs_them() -> None:
    with pytest.raises(SetUpError, match="say --writes"):
        checked_writes(SHAPES["month-end"], writes=False)
    checked_writes(SHAPES["month-end"], writes=True)
    checked_writes(SHAPES["steady"], writes=False)


def test_logins_come_back_as_written_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    logins = (Login(username="a,b", password='"x"'), Login(username="c", password="d e"))
    path = tmp_path / "users.csv"

    write_logins(path, logins)

    assert read_logins(path, 2) == logins
    assert read_logins(path, 1) == logins
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n", "has 1 logins, 2 contractors need one each"),
        ("a,b\na,c\n", "has a user name twice"),
        ("# ours\na,b\nc\n", "line 3: expected `username,password`"),
        ("a,b\nc,\n", "line 2"),
    ],
)
def test_a_wrong_users_file_is_one_clear_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text(text)

    with pytest.raises(SetUpError, match=sentence):
        read_logins(path, 2)


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Login(username="a", password="secret"))
