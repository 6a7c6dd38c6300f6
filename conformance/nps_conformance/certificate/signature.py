"""`certificate.sig`: the signature of `certificate.json`, and which of the two was changed.

Its one line also holds the SHA-256 of what was signed. It adds no safety; with it, one can say
whether the statement or its signature is not what it was.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from nps_conformance.certificate.keys import verifies
from nps_conformance.certificate.parcel import SIGNATURE, STATEMENT, Parcel, Problem

_LINE: Final = re.compile(rb"ed25519 ([0-9a-f]{128}) of sha256 ([0-9a-f]{64})\n")


def render(signature: bytes, signed: bytes) -> bytes:
    """The content of `certificate.sig`."""
    return f"ed25519 {signature.hex()} of sha256 {sha256(signed).hexdigest()}\n".encode()


def problems(parcel: Parcel, key: str) -> Iterator[Problem]:
    """What is wrong with the signature; `key` is the public key that the statement names."""
    signed = parcel.files[STATEMENT]
    match = _LINE.fullmatch(parcel.files[SIGNATURE])
    if match is None:
        yield Problem(
            file=SIGNATURE, what="it is not the one line that was written; it was changed"
        )
    else:
        same = sha256(signed).hexdigest().encode() == match[2]
        fits = verifies(key, bytes.fromhex(match[1].decode()), signed)
        if same and not fits:
            what = f"it is no signature of {STATEMENT} by its key {key}; it was changed"
            yield Problem(file=SIGNATURE, what=what)
        elif fits and not same:
            what = "the hash in it is not that of what it signs; it was changed"
            yield Problem(file=SIGNATURE, what=what)
        elif not fits:
            what = f"it is not what {SIGNATURE} signs; it was changed, or signed again by another"
            yield Problem(file=STATEMENT, what=what)


def seal_problems(parcel: Parcel, key: str) -> Iterator[Problem]:
    """What is wrong with the seal of a zip in which nothing else is wrong."""
    seal = parcel.seal
    if seal is None:
        return
    same = sha256(seal.sealed).hexdigest() == seal.sha256
    fits = verifies(key, seal.signature, seal.sealed)
    if same and not fits:
        what = "the signature in its seal, its last bytes, does not fit; it was changed"
        yield Problem(file=parcel.name, what=what)
    elif fits and not same:
        what = "the hash in its seal, its last bytes, does not fit; it was changed"
        yield Problem(file=parcel.name, what=what)
    elif not fits:
        what = "the bytes of the zip around its files were changed"
        yield Problem(file=parcel.name, what=what)
