"""When a sweep looks: when something is due, when it is told that something is, and at least every few seconds.

A look at a store in which nothing has changed costs three commands. That somebody tells of what is due soon spares
seconds and no more: what was not heard is seen at the next look.
"""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

import redis
from rq import Queue

from bot.adapters.redis.client import Client
from bot.adapters.redis.clock import ROUNDING
from bot.booking.lifecycle import NO_SHOW_AFTER
from bot.errors import SealError, StoreDownError
from bot.ports.context import Process
from bot.ports.work import Agenda, Work
from bot.processes.pulse import Pulse
from bot.service.notices.awaited import AWAITED_AFTER
from workers import deliver
from workers.sweep import sweep
from workers.timed import Followed, by_the_clock, is_awaiting

SHORTEST_SECONDS, LONGEST_SECONDS = 0.5, 5.0  # seconds between the beginnings of two looks
WITHOUT_SECONDS = 1.0  # seconds until the next look where the store did not tell
WHOLE_SECONDS = 15.0  # seconds after which a look is at all, though nothing has changed
BEAT_SECONDS = 30.0  # seconds within which the sweep is heard again, by a minder
LISTEN_SECONDS = 5.0  # seconds until a listener looks whether it is to stop
TELL_SECONDS = 1.0  # seconds between two words that this process is alive


class Rounds:
    """The looks of one process."""

    def __init__(
        self, process: Process, queues: Mapping[str, Queue], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._process, self._queues, self._monotonic = process, dict(queues), monotonic
        self._agenda: Agenda | None = None  # of the last whole look
        self._looked_at, self._followed = 0.0, Followed()
        self._waits_for = ""

    def look(self, *, woken: bool = False) -> float:
        """Look once, and do what is due; give the seconds until the next look. What keeps us from it is told once."""
        try:
            seconds, why = self._look(woken=woken), ""
        except StoreDownError as error:
            seconds, why = WITHOUT_SECONDS, error.reason
        except SealError:
            seconds, why = WITHOUT_SECONDS, "data_keys"
        if why and why != self._waits_for:
            self._process.log("sweep_waits", why=why)
        self._waits_for = why
        return seconds

    def _look(self, *, woken: bool) -> float:
        now = self._process.clock.now()
        whole = woken or self._is_stale(now)
        known = self._agenda.commits if self._agenda and not whole else -1
        try:
            agenda = self._process.store.agenda(now - NO_SHOW_AFTER, known=known)
        except StoreDownError:  # perhaps because of one kind of work alone: each is tried, and says what is wrong
            agenda, whole = None, True
        if agenda or whole:
            self._agenda, self._looked_at = agenda, self._monotonic()
            self._do(agenda)
        deliver.swept(woken=woken)
        return self._until_next()

    def _is_stale(self, now: datetime) -> bool:
        """Say whether more may be due than was told at the last whole look, though no commit was made since."""
        agenda = self._agenda
        if not agenda or agenda.begun or agenda.released or self._monotonic() - self._looked_at >= WHOLE_SECONDS:
            return True
        return is_awaiting(agenda, now) or any(_is_due(due, now) for due in self._moments(agenda))

    def _do(self, agenda: Agenda | None) -> None:
        now = self._process.clock.now()
        works = {work for work, due in agenda.next_due.items() if _is_due(due, now)} if agenda else frozenset(Work)
        if works or not agenda or agenda.begun:
            sweep(self._process, self._queues, works)
        by_the_clock(self._process, self._queues["desk"], agenda, self._followed)

    def _until_next(self) -> float:
        """Give the seconds until something is due; until the next look at the latest."""
        if not self._agenda:
            return WITHOUT_SECONDS
        now = self._process.clock.now()
        left = [(due - now).total_seconds() for due in self._moments(self._agenda)]
        longest = TELL_SECONDS if self._agenda.begun else LONGEST_SECONDS
        return max(SHORTEST_SECONDS, min([longest, *left]))

    def _moments(self, agenda: Agenda) -> list[datetime]:
        return [*agenda.next_due.values(), *([agenda.start + AWAITED_AFTER] if agenda.start else [])]


def _is_due(moment: datetime, now: datetime) -> bool:
    """Say whether a moment has come by the store's clock, of which `now` may be a little behind."""
    return moment <= now + ROUNDING


def keep_sweeping(rounds: Rounds, stop: threading.Event, pulse: Pulse, woken: threading.Event) -> None:
    """Look again and again until told to stop; who is woken looks at once, but not more than twice a second."""
    is_woken = True
    while not stop.is_set():
        pulse.beat("sweep", BEAT_SECONDS)
        began = time.monotonic()
        seconds = rounds.look(woken=is_woken)
        if stop.wait(max(0.0, began + SHORTEST_SECONDS - time.monotonic())):
            return
        is_woken = woken.wait(max(0.0, began + seconds - time.monotonic()))
        woken.clear()


def keep_listening(
    process: Process, client: Client, channel: str, stop: threading.Event, woken: threading.Event
) -> None:
    """Wake who sweeps when somebody tells of what is due soon, until told to stop."""
    while not stop.is_set():
        try:
            with client.pubsub(ignore_subscribe_messages=True) as told:
                told.subscribe(channel)
                while not stop.is_set():
                    if told.get_message(timeout=LISTEN_SECONDS):
                        woken.set()
        except redis.exceptions.NoPermissionError:
            process.log("wake_not_heard", why="no_permission")
            return
        except redis.RedisError:
            stop.wait(LISTEN_SECONDS)


def keep_telling(process: Process, stop: threading.Event) -> None:
    """Tell again and again that this process is alive, until told to stop."""
    while not stop.wait(TELL_SECONDS):
        with suppress(StoreDownError):  # the sweep says so
            process.store.tell_alive()
