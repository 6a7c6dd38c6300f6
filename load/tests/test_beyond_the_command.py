"""Real processes: what goes beyond the command: a bug to find, plain Locust, no Locust at all."""

import json
import os
import re
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from settings_builder import settings_in
from small_load import judged_against

from nps_load.invariants import JOURNAL, LOST, RECORD
from nps_load.shapes import SHAPES
from nps_load.simulator import PROGRAM, own_logins
from nps_reports.record import Word

PATIENCE = 120
HERE = Path(__file__).parent
LOCUSTFILE = HERE.parent / "nps_load" / "locustfile.py"
LOCUST = (  # plain Locust, as somebody types it
    sys.executable,
    "-c",
    "import sys; from locust.main import main; sys.exit(main())",
    "-f",
    str(LOCUSTFILE),
    "--headless",
)


def test_a_planted_lost_order_is_found_at_200_users(tmp_path: Path) -> None:
    logins = own_logins(200)
    shape = SHAPES["steady"]
    settings = settings_in(tmp_path, shape, logins, duration=8.0, interval=4.0, lead=3.0)

    outcome = judged_against(HERE / "buggy_landlord.py", settings, logins, orders=100)

    lost = {each.view: each for each in outcome.findings if each.name == LOST}
    assert outcome.exit_code == 1
    assert lost[RECORD].word is Word.FAILED
    assert lost[JOURNAL].word is Word.FAILED
    assert all("7/1: " in example for example in lost[RECORD].examples + lost[JOURNAL].examples)


def test_without_locust_it_says_how_to_get_it(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['locust'] = None\n"
        "from nps_conformance.command import main; sys.exit(main())"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, "load", "--reports", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == 3
    assert "pip install 'nps-conformance[load]'" in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_command_imports_locust() -> None:
    script = (
        "import sys\n"
        "from importlib.metadata import entry_points\n"
        "for point in entry_points(group='nps.commands'): point.load()\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('locust', 'gevent')))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=True
    )

    assert done.stdout.strip() == "[]"


def locust_alone(folder: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Plain Locust, started in a folder with options and settings."""
    return subprocess.run(
        [*LOCUST, *options],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        cwd=folder,
        env={**os.environ, **settings},
    )


def test_locust_alone_refuses_a_foreign_host(tmp_path: Path) -> None:
    options = ("-u", "1", "--host", "http://nps.example.org/", "-t", "2s")

    done = locust_alone(tmp_path, *options, NPS_LOAD_USERS_FILE="none.csv")

    assert done.returncode == 3
    assert "nps.example.org is not this machine" in done.stderr


def test_locust_alone_says_in_one_sentence_what_is_wrong_with_its_settings(tmp_path: Path) -> None:
    done = locust_alone(tmp_path, NPS_LOAD_DURATION="soon")

    assert done.returncode == 3
    assert done.stderr.startswith("NPS_LOAD_DURATION is 'soon', expected")
    assert done.stderr.count("\n") == 1


def test_a_master_and_two_workers_by_hand_share_the_contractors(
    landlord: str, tmp_path: Path
) -> None:
    """As on several machines: plain Locust, and the records judged together afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = str(found.getsockname()[1])
    environment = {
        **os.environ,
        "NPS_LOAD_USERS_FILE": str(tmp_path / "users.csv"),
        "NPS_LOAD_REPORTS": str(tmp_path / "records"),
        "NPS_LOAD_INTERVAL": "1s",
        "NPS_LOAD_WRITES": "1",
        "NPS_LOAD_WORKERS": "2",
    }
    master = [*LOCUST, "--master", "--expect-workers", "2", "-u", "4", "-r", "4", "-t", "6s"]
    master += ["--master-bind-host", "127.0.0.1", "--master-bind-port", port, "--host", landlord]
    worker = [*LOCUST, "--worker", "--master-host", "127.0.0.1", "--master-port", port]
    worker += ["--host", landlord]
    with ExitStack() as stack:
        running_now = [
            stack.enter_context(
                subprocess.Popen(
                    command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True
                )
            )
            for command in (master, worker, worker)
        ]
        said = [each.communicate(timeout=PATIENCE)[1] for each in running_now]

    judge = [*PROGRAM, "load", "--judge", str(tmp_path / "records"), "--json"]
    done = subprocess.run(judge, capture_output=True, text=True, timeout=PATIENCE, check=False)

    records = list((tmp_path / "records").glob("record-*.jsonl"))
    seen = [set(re.findall(r'"contractor":"(load-\d+)"', path.read_text())) for path in records]
    assert [each.returncode for each in running_now] == [0, 0, 0], said
    assert sorted(map(len, seen)) == [2, 2]
    assert len(set.union(*seen)) == 4
    outcome = json.loads(done.stdout)
    lost = next(each for each in outcome["invariants"] if each["name"] == LOST)
    assert (lost["view"], lost["verdict"]) == (RECORD, "PASSED")
