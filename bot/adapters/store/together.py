"""Group commit: what threads ask for at one moment is carried out together by one of them."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

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
