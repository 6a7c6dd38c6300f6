"""The file for `locust -f`: chooses the users, keeps the record, says how it goes.

Settings come from the environment (`settings.py`). `nps load` runs this file and judges its record
afterwards; run plainly, with Locust's own options (its web page, `--processes`, `--master` and
`--worker`), it leaves the record in NPS_LOAD_REPORTS for `nps load --judge DIR`.
"""

import os
import sys
from collections import deque
from threading import Event, Thread
from typing import Any

from locust import events
from locust.runners import STATE_STOPPED, STATE_STOPPING, MasterRunner, WorkerRunner

from nps_load.settings import Settings
from nps_load.targets import Login, checked_target, checked_writes, read_logins
from nps_load.users import Contractor, Herd, Poller, Process, Worker, ZeepWorker
from nps_load.zeep_line import contract_for_zeep
from nps_scenarios.problems import SetUpError
from nps_simulator.clock import monotonic

__all__ = ["Herd", "Poller", "Worker", "ZeepWorker"]

SET_UP = 3
SECONDS_BETWEEN_WORDS = 2
WORDS_OF_A_RATE = 5
TICK = 0.1
OVER = (STATE_STOPPING, STATE_STOPPED)


def _settings_given() -> Settings:
    """The settings; what is wrong with them is said in one sentence, and Locust ends."""
    try:
        return Settings.from_environment()
    except SetUpError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(SET_UP) from None


_settings = _settings_given()


def choose_users() -> None:
    """Let Locust use the roles of the shape only, in fixed numbers where they are given."""
    for user in (Poller, Worker, Herd, ZeepWorker):
        if _settings.roles:
            user.fixed_count = _settings.roles.get(user.role, 0)
            user.abstract = user.fixed_count == 0
        else:
            user.weight = _settings.shape.roles.get(user.role, 0.0)
            user.abstract = user.weight == 0


def prepare(environment: Any, runner: Any, **_: object) -> None:  # noqa: ANN401 - Locust's
    """Check what may be loaded, in a process that has users."""
    if isinstance(runner, MasterRunner):
        return
    try:
        wanted = getattr(environment.parsed_options, "num_users", None) or 1
        logins = checked_logins(environment.host or "", wanted)
        Contractor.process = Process(_settings, logins)
        if not ZeepWorker.abstract:
            contract_for_zeep()
    except SetUpError as error:
        sys.stderr.write(f"{error}\n")
        sys.stderr.flush()
        os._exit(SET_UP)  # Locust would go on after an exit from a listener


def checked_logins(host: str, contractors: int) -> tuple[Login, ...]:
    """The logins to use, when the target may be loaded as asked. Raises SetUpError."""
    if not host:
        raise SetUpError("Give the endpoint with --host.")
    checked_target(host, _settings.i_may_load or None)
    checked_writes(_settings.shape, writes=_settings.writes)
    if _settings.users_file is None:
        raise SetUpError("Set NPS_LOAD_USERS_FILE to a CSV file of username,password.")
    return read_logins(_settings.users_file, contractors)


def begin(environment: Any, **_: object) -> None:  # noqa: ANN401 - Locust's
    """Begin the record; say how it goes while it runs."""
    if not isinstance(environment.runner, MasterRunner):
        Contractor.process.begin()
    if not isinstance(environment.runner, WorkerRunner):
        Thread(target=_tell, args=(environment.runner,), daemon=True).start()
        if _settings.stops:
            Thread(target=_stop_in_time, args=(environment.runner,), daemon=True).start()


def _stop_in_time(runner: Any) -> None:  # noqa: ANN401 - Locust's
    """End when the shape is through. Locust's own --run-time can be seconds early: its timer counts
    from when the event loop last looked at the clock, and that may be before a slow start.
    """
    ends = monotonic() + _settings.lead + _settings.duration
    while monotonic() < ends:
        Event().wait(TICK)
    runner.quit()


def _tell(runner: Any) -> None:  # noqa: ANN401 - Locust's
    total = runner.stats.total
    # Locust's own rate is that of seconds ago, and nought in the first ones.
    words = deque([(monotonic(), 0)], maxlen=WORDS_OF_A_RATE)
    while not Event().wait(SECONDS_BETWEEN_WORDS) and runner.state not in OVER:
        late = total.get_current_response_time_percentile(0.99) or 0
        before, had = words[0]
        now, has = monotonic(), total.num_requests
        words.append((now, has))
        rate = (has - had) / (now - before)
        sys.stdout.write(
            f"nps load: {runner.user_count} contractors, {has} requests, "
            f"{rate:.1f}/s, p99 {late:.0f} ms, {total.num_failures} failed\n"
        )
        sys.stdout.flush()


def close_record(environment: Any, **_: object) -> None:  # noqa: ANN401 - Locust's
    """Write what is left, when Locust quits."""
    if isinstance(environment.runner, MasterRunner) or not hasattr(Contractor, "process"):
        return
    environment.runner.stop()  # every contractor notes what it could not send
    Contractor.process.end()


choose_users()
events.init.add_listener(prepare)
events.test_start.add_listener(begin)
events.quitting.add_listener(close_record)
