"""One real run of the reference contractor, certified once for all tests of this folder."""

import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from nps_conformance.certificate import keys
from nps_conformance.certificate.issue import gather, issue
from nps_conformance.command import main


def nps(*words):
    """The `nps` command, as a process."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("nps")), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="session")
def certified(tmp_path_factory):
    """`folder` of the run, its `key`, what was `gathered`, the certificate's `data` and what it
    says (`said`), and a folder it was `unpacked` to.
    """
    base = tmp_path_factory.mktemp("certified")
    folder = base / "run"
    assert main(["certify", "--scenario", "duplicate-invoice", "--reports", str(folder)]) == 0
    key = keys.make(base / "key.pem")
    gathered = gather(folder)
    at = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
    data, said = issue(gathered, key, signed_at=at, signed_by="Acme Ltd", program="nps 1")
    path = base / "acme.npscert"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(base / "unpacked")
    return SimpleNamespace(
        folder=folder,
        key=key,
        gathered=gathered,
        at=at,
        data=data,
        said=said,
        path=path,
        unpacked=base / "unpacked",
        nps=nps,
    )
