"""Keys: made once, never written over, read in the forms people have them in."""

import stat
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from nps_conformance.certificate import keys
from nps_scenarios.problems import SetUpError


def test_a_made_key_signs_what_its_public_half_verifies(tmp_path):
    made = keys.make(tmp_path / "key.pem")
    read = keys.read_private(tmp_path / "key.pem")

    known = keys.read_public(str(tmp_path / "key.pem.pub"))
    assert known == keys.public(made) == keys.public(read)
    assert keys.verifies(known, read.sign(b"text"), b"text")
    assert not keys.verifies(known, read.sign(b"text"), b"other text")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_may_read_a_made_key(tmp_path):
    keys.make(tmp_path / "key.pem")

    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


def test_a_key_that_is_there_is_never_written_over(tmp_path):
    keys.make(tmp_path / "key.pem")
    before = (tmp_path / "key.pem").read_bytes()

    with pytest.raises(SetUpError, match="exists and is left as it is"):
        keys.make(tmp_path / "key.pem")

    assert (tmp_path / "key.pem").read_bytes() == before


def test_a_public_key_is_read_as_digits_and_as_pem(tmp_path):
    made = keys.make(tmp_path / "key.pem")
    pem = tmp_path / "public.pem"
    pem.write_bytes(made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    assert keys.read_public(str(pem)) == keys.public(made)
    assert keys.read_public(keys.public(made).upper()) == keys.public(made)


def test_a_key_of_another_kind_is_refused_by_name(tmp_path):
    other = ec.generate_private_key(ec.SECP256R1())
    private, public = tmp_path / "ec.pem", tmp_path / "ec.pub"
    private.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(
        other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )

    with pytest.raises(SetUpError, match=r"ec\.pem holds a key of another kind"):
        keys.read_private(private)
    with pytest.raises(SetUpError, match=r"ec\.pub holds a key of another kind"):
        keys.read_public(str(public))


def test_a_key_with_a_password_and_a_file_that_is_none_are_refused(tmp_path):
    made = keys.make(tmp_path / "key.pem")
    locked, text = tmp_path / "locked.pem", tmp_path / "notes.txt"
    locked.write_bytes(
        made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    )
    text.write_text("no key")

    for path in (locked, text):
        with pytest.raises(SetUpError, match="without password"):
            keys.read_private(path)
    with pytest.raises(SetUpError, match="is no public key"):
        keys.read_public(str(text))
    with pytest.raises(SetUpError, match=r"missing\.pem: cannot be read"):
        keys.read_private(tmp_path / "missing.pem")


def test_a_key_of_openssl_signs_too(tmp_path):
    path = tmp_path / "openssl.pem"
    try:
        subprocess.run(
            ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(path)],
            check=True,
            capture_output=True,
            timeout=60,
        )
    except FileNotFoundError:
        pytest.skip("openssl is not installed")

    key = keys.read_private(path)

    assert keys.verifies(keys.public(key), key.sign(b"text"), b"text")
