"""The hash chain that makes a journal hard to change unseen.

An entry's canonical form is JSON with sorted keys and defaults left out. Its hash is the SHA-256
of the hash before it (32 bytes, zeros for entry 0) followed by that form. A changed, missing,
added or moved entry breaks the chain from there on; only a whole new chain would hold again.
"""

from hashlib import sha256
from typing import Final

import msgspec

from nps_simulator.journal.entries import Entry

START: Final = bytes(32)

_encoder = msgspec.json.Encoder(order="sorted")
_decoder: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)


def canonical(entry: Entry) -> bytes:
    """The canonical bytes of an entry."""
    return _encoder.encode(entry)


def decode(canonical_bytes: bytes | msgspec.Raw) -> Entry:
    """The entry of canonical bytes. Raises msgspec.DecodeError for anything that is not one."""
    return _decoder.decode(canonical_bytes)


def link(previous: bytes, canonical_bytes: bytes | msgspec.Raw) -> bytes:
    """The hash (32 bytes) of an entry that follows the one with hash `previous`."""
    hashed = sha256(previous)
    hashed.update(canonical_bytes)
    return hashed.digest()
