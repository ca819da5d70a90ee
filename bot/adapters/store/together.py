"""Group commit: what threads ask for at one moment is carried out together by one of them.

What may wait for a moment goes in the trip of what is committed next.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from bot.errors import StoreDownError
from bot.ports.store import Guard, Write

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class _Asked(Generic[Item, Answer]):
    """What one thread asks for, and what came of it."""

    def __init__(self, item: Item) -> None:
        self.item, self.turn = item, threading.Lock()
        self.answer: Answer | BaseException | None = None
        self.ended = False
        self.turn.acquire()


class Together(Generic[Item, Answer]):
    """Whoever finds nobody at work carries out what all wait for; who comes meanwhile waits for the next round.

    It needs no thread of its own, and where there is only one that asks, nobody waits.
    """

    def __init__(self, carry_out: Callable[[Sequence[Item]], Sequence[Answer | Exception]]) -> None:
        self._carry_out, self._lock = carry_out, threading.Lock()
        self._waiting: list[_Asked[Item, Answer]] = []
        self._is_busy = False

    def __call__(self, item: Item) -> Answer:
        """Give what came of one item, or raise it."""
        mine: _Asked[Item, Answer] = _Asked(item)
        with self._lock:
            self._waiting.append(mine)
            leads, self._is_busy = not self._is_busy, True
        if not leads:
            mine.turn.acquire()
        if not mine.ended:
            self._lead()
        if isinstance(mine.answer, BaseException):
            raise mine.answer
        return mine.answer  # type: ignore[return-value]  # it is no None once it has ended, but where that is an answer

    def _lead(self) -> None:
        """Carry out all that waits; let one of those that came meanwhile lead next."""
        with self._lock:
            asked, self._waiting = self._waiting, []
        answers: Sequence[Answer | BaseException]
        try:
            answers = self._carry_out([one.item for one in asked])
        except BaseException as error:  # noqa: BLE001 - it is raised in each thread that waits
            answers = [error for _ in asked]
        for one, answer in zip(asked, answers, strict=True):
            one.answer, one.ended = answer, True
        with self._lock:
            following = self._waiting[:1]
            self._is_busy = bool(following)
        for one in (*asked, *following):
            one.turn.release()


class Rider(NamedTuple):
    """Writes under guards of their own, and who is told where they could not be written."""

    guards: tuple[Guard, ...]
    writes: tuple[Write, ...]
    lost: Callable[[StoreDownError], object]


class Riders:
    """Those that wait; what no commit takes along within some seconds is written by itself, by a thread that slept."""

    def __init__(self, seconds: float, write: Callable[[], None]) -> None:
        """Take how long the first of them waits, 0 for not at all, and what writes all that wait."""
        self._seconds, self._write = seconds, write
        self._waiting, self._lock, self._sleeps = list[Rider](), threading.Lock(), False

    @property
    def may_wait(self) -> bool:
        """Say whether anything may wait."""
        return self._seconds > 0

    def never_again(self) -> None:
        """Let nothing wait any more."""
        self._seconds = 0.0

    def add(self, *riders: Rider) -> None:
        """Let some wait."""
        with self._lock:
            self._waiting.extend(riders)
            sleeps, self._sleeps = self._sleeps, True
        if not sleeps:
            self._write_after_a_while()

    def take(self) -> Sequence[Rider]:
        """Give all that wait: they wait no more."""
        if not self._waiting:  # as at most commits
            return ()
        with self._lock:
            waiting, self._waiting = self._waiting, []
        return waiting

    def _write_after_a_while(self) -> None:
        timer = threading.Timer(self._seconds, self._woken)
        try:
            timer.start()
        except RuntimeError:  # the machine has no thread left
            self._woken()

    def _woken(self) -> None:
        with self._lock:
            self._sleeps = False
        self._write()
