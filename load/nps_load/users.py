"""The Locust users: each is one virtual contractor with a login, a schedule and a line of its own.

This module and `locustfile.py` are the only ones that import locust, which patches the standard
library when it is imported; nothing else of `nps` may import them.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any, ClassVar, Final

from locust import FastHttpUser, task
from locust.exception import StopUser

from nps_load.contractor import Conduct, Speaking, VirtualContractor
from nps_load.credentials import BASIC, Tokens
from nps_load.envelopes import Envelopes
from nps_load.record import MILLI, Ended, RecordFile, Skipped, Started, Timeline
from nps_load.replies import Replies, Reply, lost
from nps_load.schedule import due_times
from nps_load.settings import Settings
from nps_load.shapes import HERD, POLLER, WORKER, ZEEP
from nps_load.targets import Login, basic
from nps_load.zeep_line import ZeepLine
from nps_simulator.clock import machine_now, uk_now
from nps_simulator.dice import Dice

PATIENCE: Final = 30.0  # seconds for one reply
FAR: Final = 3600.0
VARIES: Final = 0.1  # of the orders
NO_ACCESS: Final = 0.1
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


class Process:
    """What the contractors of one generator process share, through one run after the other."""

    def __init__(self, settings: Settings, logins: tuple[Login, ...]) -> None:
        self.settings = settings
        self.logins = logins
        self.timeline = Timeline()
        self.envelopes = Envelopes()
        self.replies = Replies()
        self.run = ""
        self.begins = 0.0
        self.record: RecordFile | None = None
        self._seats = count()
        self._began = 0.0
        self._used = 0.0

    def begin(self) -> None:
        """Begin a run: a record, and the moment from which all schedules count."""
        self.end()
        now = self.timeline.now()
        self.run = self.settings.run or based36(int(now))
        self.begins = now + self.settings.lead
        self._seats = count()
        self._began, self._used = now, processor_seconds()
        self.record = RecordFile(self.settings.reports, f"{based36(int(now))}-{os.getpid()}")
        shape = self.settings.shape.name
        self.record.write(Started(at=now, run=self.run, begins=self.begins, shape=shape))
        self.record.flush()  # whoever raises orders waits for it

    def end(self) -> None:
        """End the run, if one is going on."""
        if self.record is None:
            return
        now = self.timeline.now()
        used = processor_seconds() - self._used
        self.record.write(Ended(at=now, processor=used, passed=now - self._began))
        self.record.close()
        self.record = None

    @property
    def ends(self) -> float:
        """The moment when the shape is through."""
        return self.begins + self.settings.duration

    def seat(self, worker: int) -> int:
        """The next contractor of this process; the processes take turns."""
        return worker + self.settings.workers * next(self._seats)


def processor_seconds() -> float:
    """The processor time this process has used."""
    times = os.times()
    return times.user + times.system


class FastLine:
    """A line over Locust's fast client: pre-rendered envelopes, cheap checks, counted by row."""

    def __init__(self, user: "Contractor", url: str, tokens: Tokens | None = None) -> None:
        self._user = user
        self._url = url
        self._tokens = tokens
        self._envelopes = user.process.envelopes
        self._replies = user.process.replies

    def call(self, row: str, request: object) -> Reply:
        """Send a request; what is not a success counts as failed in Locust's figures."""
        headers = {
            "Content-Type": "text/xml; charset=utf-8",
            "User-Agent": "nps-load",
            "SOAPAction": self._envelopes.action(request),
        }
        envelope = self._envelopes.of(request)
        if self._tokens is not None:
            envelope = self._tokens.signed(envelope)
        with self._user.client.post(
            self._url,
            data=envelope,  # type: ignore[arg-type] # bytes are sent as they are
            name=row,
            headers=headers,
            catch_response=True,
        ) as response:
            if response.status_code == 0 or response.content is None:
                reply = lost(getattr(response, "error", None))
            else:
                reply = self._replies.check(response.status_code, response.content)
            if reply.success:
                response.success()
            else:
                response.failure(reply.problem)
        return reply


class Contractor(FastHttpUser):
    """A virtual contractor; the subclasses are its roles."""

    abstract = True
    role: ClassVar[str] = ""
    process: ClassVar[Process]  # set by the locustfile before any user is made
    connection_timeout = 10.0
    network_timeout = PATIENCE
    insecure = False

    def __init__(self, environment: Any) -> None:  # noqa: ANN401 - Locust's own type is not exported
        super().__init__(environment)
        process = self.process
        index = process.seat(getattr(environment.runner, "worker_index", 0))
        if index >= len(process.logins):
            raise StopUser(
                f"There are {len(process.logins)} logins and one more contractor: give as many as "
                "there are contractors, rounded up to a multiple of the generator processes."
            )
        settings, login = process.settings, process.logins[index]
        dice = Dice(settings.seed * 1_000_003 + index)
        self._name = login.username
        self._schedule: Iterator[float] = due_times(
            shape=settings.shape,
            role=self.role,
            index=index,
            interval=settings.interval,
            duration=settings.duration,
            chance=dice.stream("schedule"),
        )
        self._due = next(self._schedule)
        self._free = 0.0
        self._desk = VirtualContractor(
            name=login.username,
            stamp=f"{process.run}-{based36(index)}",
            line=self._line(login),
            replies=process.replies,
            record=process.record or _not_begun(),
            conduct=Conduct(
                writes=settings.writes,
                works=settings.writes and self.role in {WORKER, ZEEP},
                invoices_from=process.begins + settings.shape.invoices_from * settings.duration,
                varies=VARIES,
                no_access=NO_ACCESS,
            ),
            chance=dice.stream("resends"),
            now=process.timeline.now,
            today=today,
        )

    def _line(self, login: Login) -> Speaking:
        scheme = self.process.settings.credentials
        if scheme == BASIC:
            self.client.auth_header = basic(login)
            return FastLine(self, self.host or "")
        stamp = f"{self.process.run}-{login.username}"
        return FastLine(self, self.host or "", Tokens(scheme, login, stamp=stamp, now=machine_now))

    @task
    def go_on(self) -> None:
        """Do what is due, when it is due."""
        now = self.process.timeline.now()
        due = self.process.begins + self._due
        if now < due or due >= self.process.ends:
            return
        ready = max(due, self._free)
        self._due = next(self._schedule)
        self._desk.poll(due=due, lag=max(now - ready, 0.0) * MILLI)
        self._free = self.process.timeline.now()

    def wait_time(self) -> float:
        """Seconds until this contractor is due again."""
        due = self.process.begins + self._due
        if due >= self.process.ends:
            return FAR
        return max(due - self.process.timeline.now(), 0.0)

    def on_stop(self) -> None:
        """Note the polls that were due and could not be sent."""
        process = self.process
        now = process.timeline.now()
        while process.begins + self._due < min(now, process.ends) and process.record is not None:
            line = Skipped(at=now, contractor=self._name, due=process.begins + self._due)
            process.record.write(line)
            self._due = next(self._schedule)


class Poller(Contractor):
    """Polls at its interval with jitter; reads and confirms what is listed."""

    role = POLLER


class Worker(Contractor):
    """Does whole orders: visit, completion, invoices in batches."""

    role = WORKER


class Herd(Contractor):
    """Polls on the stroke of the interval, like all the others of its kind."""

    role = HERD


class ZeepWorker(Contractor):
    """A Worker that speaks through zeep: slow, and what a real SOAP stack makes of our replies."""

    role = ZEEP

    def _line(self, login: Login) -> Speaking:
        return ZeepLine(
            url=self.host or "",
            login=login,
            scheme=self.process.settings.credentials,
            replies=self.process.replies,
            fire=self.environment.events.request.fire,
            patience=PATIENCE,
        )


def today() -> datetime:
    """The machine's clock as UK local time, as a contractor writes it."""
    return uk_now()


def based36(number: int) -> str:
    """A number in few characters."""
    digits = _DIGITS[number % 36]
    while number := number // 36:
        digits = _DIGITS[number % 36] + digits
    return digits


def _not_begun() -> RecordFile:
    raise StopUser(f"Process {os.getpid()} keeps no record yet.")
