"""Replies that are decided but not known to be delivered, and how far the sending of each has come.

What threads note of replies at one moment is written in one trip (decision 65); who finds nobody writing does it for
all.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Any

from bot.adapters.redis.client import store_errors
from bot.adapters.store.parts.commits import Commits
from bot.adapters.store.records import adapter
from bot.adapters.store.together import Together
from bot.errors import StoreDamagedError, StoreDownError
from bot.ports.health import Count
from bot.ports.replies import BeginReply, NameOldest, PendingReply, ReplyStep
from bot.ports.store import Settled, Write

SETTLE_WITHIN = 0.25  # seconds; for so long an answer waits that stands behind one of another process


@dataclass(frozen=True)
class _End:
    """What ends a reply to a user, and who is told what follows."""

    user: str
    writes: tuple[Write, ...]
    after: Settled


class Replies(Commits):
    """Reads replies, and notes how far each has come."""

    def __init__(self, *args: Any, settle_within: float = 0.0, **more: Any) -> None:
        """Let what ended wait for so many seconds, so that it goes with what is noted of other replies."""
        super().__init__(*args, settle_within=settle_within, **more)
        self._settle_within, self._noting = settle_within, Together(self._noted)
        self._ended, self._ending = list[_End](), threading.Lock()
        self._since = 0.0  # when the first of these ended, of the monotonic clock
        self._later: threading.Timer | None = None
        self._is_due = False  # whether its thread sleeps until it writes what ended
        self._to_tell = deque[tuple[Settled, str, StoreDownError | None]]()

    def reply(self, reply: str) -> PendingReply | None:
        """Give a pending reply."""
        with store_errors():
            fields = self._client.hgetall(self._keys.reply(reply))
        if "sealed" not in fields:
            return None
        whole = json.loads(self._cipher.open(f"reply:{reply}", fields["sealed"]))
        return adapter(PendingReply).validate_python({**whole, "step": fields["step"]})

    def first_reply(self, user: str) -> str:
        """Name the oldest pending reply of a user that others wait for, "" for none."""
        with store_errors():
            return self._first([self._keys.replies_of(self._spelling().hashed(user))], [self._keys.reply("")]) or ""

    def step_reply(self, reply: str, step: ReplyStep, lease: str = "") -> ReplyStep | None:
        """Note how far a reply has come and give the step before; None when it is gone or leased to another."""
        keys = [self._keys.store, self._keys.reply(reply)]
        with store_errors(), self.kept():  # that a reply went out must be known, whoever is the primary then
            before = self.identity.guarded(lambda: self._step(keys, [*self.identity.arguments(), step.value, lease]))
        return None if before is None else ReplyStep(before)

    def begin_reply(self, begun: BeginReply) -> bool:
        """Note that the first sending of a reply begins; False when it is not to be sent now, or not by us."""
        try:
            return self._noting(begun)
        finally:
            self._tell()

    def settle(self, user: str, writes: Sequence[Write], after: Settled) -> None:
        """Write what ends a reply to a user, with the next replies or soon, and tell what follows.

        Should this process die before, the reply is one whose sending was begun: the sweep looks after it.
        """
        with self._ending:
            if not self._ended:
                self._since = time.monotonic()
            self._ended.append(_End(user, tuple(writes), after))
            at_once = not self._settle_within
            sleeps, self._is_due = self._is_due, self._is_due or not at_once
        if at_once:
            self._settle_all()
        elif not sleeps:
            self._settle_after(self._settle_within)

    def _settle_after(self, seconds: float) -> None:
        self._later = threading.Timer(seconds, self._settle_due)
        try:
            self._later.start()
        except RuntimeError:  # the machine has no thread left
            with self._ending:
                self._is_due = False
            self._settle_all()

    def _settle_due(self) -> None:
        """Write what ended unless it went with a beginning meanwhile; what ended since then has its time, too."""
        with self._ending:
            left = self._since + self._settle_within - time.monotonic() if self._ended else None
            self._is_due = left is not None and left > 0
        if left is None:
            return
        if left > 0:
            self._settle_after(left)
        else:
            self._settle_all()

    def _settle_all(self) -> None:
        with suppress(StoreDownError):  # each was told
            self._noting(None)
        self._tell()

    def _tell(self) -> None:
        """Tell what followed; not while others wait, for it may lead to more of the same."""
        with suppress(IndexError):
            while True:
                after, behind, error = self._to_tell.popleft()
                after(behind, error)

    def _noted(self, begun: Sequence[BeginReply | None]) -> Sequence[bool | Exception]:
        """Write what ended and what begins; damage of one reply must not be that of all."""
        with self._ending:
            ended, self._ended = self._ended, []
        try:
            return self._passed(ended, begun)
        except StoreDamagedError:
            for one in ended:
                self._alone((one,), (None,))
            return [answer for one in begun for answer in self._alone((), (one,))]

    def _alone(self, ended: Sequence[_End], begun: Sequence[BeginReply | None]) -> Sequence[bool | Exception]:
        try:
            return self._passed(ended, begun)
        except StoreDamagedError as error:
            self._to_tell.extend((one.after, "", error) for one in ended)
            return [error]

    def _passed(self, ended: Sequence[_End], begun: Sequence[BeginReply | None]) -> Sequence[bool]:
        """Write all of it in one trip; give for each that begins whether it may be sent."""
        asked = [one for one in begun if one]
        if not ended and not asked:
            return [False for _ in begun]
        named = [NameOldest(one.user) for one in ended]
        try:
            # A reply that goes out must be known to do so, whoever is the primary then.
            with store_errors(), self.kept() if asked else nullcontext():
                writes = [*_added_up(ended), *named, *asked]
                told = self.identity.guarded(lambda: self._written((), writes))
        except StoreDamagedError:
            raise
        except StoreDownError as error:
            self._to_tell.extend((one.after, "", error) for one in ended)
            raise
        going = {one.id for one in asked}
        behind = ("" if one in going else one for one in told[: len(ended)])
        self._to_tell.extend((one.after, name, None) for one, name in zip(ended, behind, strict=True))
        ours = iter(told[len(ended) :])
        return [one is not None and bool(next(ours)) for one in begun]


def _added_up(ended: Sequence[_End]) -> Iterator[Write]:
    """Give the writes of several ends, each counter once."""
    counts = dict[str, int]()
    for write in (write for one in ended for write in one.writes):
        if isinstance(write, Count):
            counts[write.name] = counts.get(write.name, 0) + write.by
        else:
            yield write
    yield from (Count(name, by) for name, by in counts.items())
