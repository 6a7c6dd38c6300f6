"""Ed25519 keys (RFC 8032) of certificates.

A private key is a PEM file (PKCS 8, no password), as `openssl genpkey -algorithm ed25519` writes
it. A public key is 64 hex digits, which can be read out over the telephone.
"""

import os
import re
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from nps_scenarios.problems import SetUpError

PUBLIC: Final = ".pub"  # what the file of the public key adds to the private one's name
_DIGITS: Final = re.compile(r"[0-9a-fA-F]{64}")


def make(path: Path) -> Ed25519PrivateKey:
    """Draw a key and write it, and its public half beside it. Raises SetUpError.

    An existing file is never written over: a lost key cannot be had again.
    """
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        path.with_name(path.name + PUBLIC).write_text(f"{public(key)}\n", encoding="ascii")
    except FileExistsError as error:
        raise SetUpError(
            f"{path} exists and is left as it is: sign with it (--key {path}), or name another "
            "file with --new-key."
        ) from error
    except OSError as error:
        raise SetUpError(f"{path}: cannot be written: {error.strerror or error}.") from error
    return key


def read_private(path: Path) -> Ed25519PrivateKey:
    """The key of a file. Raises SetUpError."""
    wanted = "expected an Ed25519 private key in PEM, without password; --new-key FILE makes one"
    pem = _read(path, "make one with --new-key FILE")
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SetUpError(f"{path} is no key that can be read: {wanted}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SetUpError(f"{path} holds a key of another kind: {wanted}.")
    return key


def public(key: Ed25519PrivateKey) -> str:
    """The public half, 64 hex digits."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def read_public(given: str) -> str:
    """A public key given as 64 hex digits, or as a file with these or a PEM. Raises SetUpError."""
    if _DIGITS.fullmatch(given.strip()):
        return given.strip().lower()
    wanted = "64 hex digits, or a file that holds them or a PEM public key"
    content = _read(Path(given), f"expected {wanted}")
    if _DIGITS.fullmatch(content.decode("latin-1").strip()):
        return content.decode("ascii").strip().lower()
    try:
        key = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SetUpError(f"{given} is no public key: expected {wanted}.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise SetUpError(f"{given} holds a key of another kind: expected Ed25519, {wanted}.")
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def verifies(key: str, signature: bytes, signed: bytes) -> bool:
    """Whether the holder of the public key `key` signed these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _read(path: Path, hint: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SetUpError(f"{path}: cannot be read: {error.strerror or error}; {hint}.") from error
