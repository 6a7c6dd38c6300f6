"""A certificate's files in one: a zip that comes out the same for the same files, with a seal.

The seal is the archive's comment: the SHA-256 of all bytes before it, and their signature. So that
also a byte between the files, which no file's own hash covers, cannot be changed unseen. Whoever
unpacks the zip has the same files in a folder, and can check these too.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from nps_scenarios.problems import SetUpError
from nps_scenarios.readable import check_readable

ENDING: Final = ".npscert"
STATEMENT: Final = "certificate.json"
SIGNATURE: Final = "certificate.sig"
TEXT: Final = "certificate.txt"
RUN: Final = "run.json"
KILL_MATRIX: Final = "kill-matrix.txt"  # the page or the JSON, as it was given
WSDL: Final = "contract/contractor-interface.wsdl"
SCENARIOS: Final = "scenarios"
JOURNALS: Final = "journals"
FOLDERS: Final = ("contract", SCENARIOS, JOURNALS)
LARGEST: Final = 2 << 30  # bytes of all files unpacked: a whole plan needs some tens of millions
_SEAL: Final = re.compile(rb"nps-certificate sha256=([0-9a-f]{64}) ed25519=([0-9a-f]{128})")
_SEAL_LENGTH: Final = 16 + 7 + 64 + 9 + 128
_WHEN: Final = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold: no file has a time of its own
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # NotImplementedError among them
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is not as it was signed: which file, and what of it."""

    file: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What stands at the end of the zip, and what it should vouch for. `sha256` is in hex."""

    sha256: str
    signature: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """The files by path (`/` between folders), and what was found wrong on the way to them.

    `seal` is None for a folder, and where it cannot be read. `folder` says that it was unpacked.
    """

    name: str
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()
    seal: Seal | None = None
    folder: bool = False


def pack(files: Mapping[str, bytes], sign: Callable[[bytes], bytes]) -> bytes:
    """The zip of these files; `sign` gives the signature (64 bytes) of what it is given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(path, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # as on Unix, wherever this runs
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[path])
        archive.comment = b" " * _SEAL_LENGTH
    sealed = buffer.getvalue()[:-_SEAL_LENGTH]
    digest = sha256(sealed).hexdigest()
    return sealed + f"nps-certificate sha256={digest} ed25519={sign(sealed).hex()}".encode()


def read(path: Path) -> Parcel:
    """The files of a certificate, or of the folder it was unpacked to. Raises SetUpError."""
    if path.name == STATEMENT:
        path = path.parent
    check_readable(path)
    try:
        if path.is_dir():
            return Parcel(name=path.name, files=_unpacked(path), folder=True)
        data = path.read_bytes()
    except OSError as error:
        raise SetUpError(
            f"{path}: cannot be read: {error.strerror or error}. Name a certificate ({ENDING}), or "
            "the folder it was unpacked to."
        ) from error
    return unpack(data, path.name)


def _unpacked(folder: Path) -> dict[str, bytes]:
    """What may be of a certificate in a folder, in which other things may lie as well."""
    if not (folder / STATEMENT).is_file():
        raise SetUpError(
            f"{folder} has no {STATEMENT}: name a certificate ({ENDING}), or the folder it was "
            "unpacked to."
        )
    paths = [folder / name for name in (STATEMENT, SIGNATURE, TEXT, RUN, KILL_MATRIX)]
    for name in FOLDERS:
        paths += sorted((folder / name).rglob("*"))
    return {
        each.relative_to(folder).as_posix(): each.read_bytes() for each in paths if each.is_file()
    }


def unpack(data: bytes, name: str) -> Parcel:
    """The files of a zip. Raises SetUpError for what is no certificate at all, or half of one."""
    match = _SEAL.fullmatch(data[-_SEAL_LENGTH:])
    problems: list[Problem] = []
    seal = None
    if match is None:
        what = f"the seal, its last {_SEAL_LENGTH} bytes, is not one"
        problems.append(Problem(file=name, what=what))
    else:
        digest, signature = match[1].decode(), bytes.fromhex(match[2].decode())
        seal = Seal(sha256=digest, signature=signature, sealed=data[:-_SEAL_LENGTH])
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _UNREADABLE as error:
        if match is None:
            raise SetUpError(
                f"{name} is no certificate, or was cut off: expected a file that nps certificate "
                f"wrote ({ENDING})."
            ) from error
        problems.append(Problem(file=name, what=f"the zip's directory, at its end: {error}"))
        return Parcel(name=name, files={}, problems=tuple(problems), seal=seal)
    with archive:
        files = _members(archive, name, problems)
    return Parcel(name=name, files=files, problems=tuple(problems), seal=seal)


def _members(archive: zipfile.ZipFile, name: str, problems: list[Problem]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = LARGEST
    for info in archive.infolist():
        left -= info.file_size
        if left < 0:
            problems.append(Problem(file=info.filename, what="it says it is too large to be read"))
            break
        if info.filename in files:
            problems.append(Problem(file=info.filename, what=f"{name} holds it twice"))
            continue
        try:
            files[info.filename] = archive.read(info)
        except _UNREADABLE as error:
            what = f"it cannot be unpacked, its bytes in {name} were changed: {error}"
            problems.append(Problem(file=info.filename, what=what))
    return files
