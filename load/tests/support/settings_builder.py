"""Builds the settings of a small load that writes, for tests that run it without the command."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nps_load.settings import Settings
from nps_load.shapes import Shape, shared_out
from nps_load.targets import Login, write_logins


def settings_in(folder: Path, shape: Shape, logins: Sequence[Login], **more: Any) -> Settings:
    """The settings of a load whose users file, written here, and reports are in a folder.

    `more` are duration, interval and lead, in seconds, and what else is not as usual.
    """
    users_file = folder / "users.csv"
    write_logins(users_file, logins)
    usual = {
        "seed": 1,
        "workers": 1,
        "writes": True,
        "i_may_load": "",
        "roles": shared_out(shape, len(logins)),
        "run": "",
        "stops": True,
    }
    return Settings(
        shape=shape, users_file=users_file, reports=folder / "reports", **(usual | more)
    )
