"""gunicorn with a master that knows which event stopped one of its workers, and notes that before it can come again."""

import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gunicorn.app.wsgiapp import WSGIApplication
from gunicorn.arbiter import Arbiter

from bot.adapters.server.in_hand import ROWS, Held, SharedInHand
from bot.adapters.server.succession import FOLDER, Offer, Successor, inherited_files
from bot.errors import StoreDownError
from bot.ports.context import Process
from bot.processes.loading import loading, set_apart
from bot.service.events.handle_event import DEADLY

LOOK_SECONDS = 1.0  # seconds between two looks at what the workers have in hand
HUNG = 5  # looks at which the same event is in hand; not by the clock, so that a machine that slept accuses nobody
WHILE_READ = 2  # deaths; nothing else that is done with an event takes much time or memory
BY_ITSELF = frozenset({signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE, signal.SIGILL})


@dataclass(frozen=True)
class Death:
    """How a worker ended. `sure` says that what it had in hand must have done it."""

    how: str
    sure: bool


def culprits(held: list[Held], death: Death) -> Mapping[str, int]:
    """Give by name of the event how many deaths it is to count for; DEADLY is the end of it."""
    suspects = [one for one in held if one.being_read] if death.sure else []
    suspects = suspects or held
    if death.sure and len(suspects) == 1:
        return {suspects[0].name: DEADLY}
    return {one.name: WHILE_READ if one.being_read else 1 for one in suspects}


class WatchfulArbiter(Arbiter):  # type: ignore[misc]  # it has no types
    """Ends a worker that hangs, notes which event hung or ended a worker, and may succeed another or be succeeded."""

    def __init__(self, app: Any) -> None:
        self._looked, self._looks = 0.0, dict[tuple[int, Held], int]()
        self._to_note: list[tuple[str, int]] = []
        files = inherited_files()
        self._successor, self._is_succeeded = Successor(files[1]) if files else None, False
        self._offer: Offer | None = None
        self._folder = os.environ.get(FOLDER)
        super().__init__(app)
        if self._successor:
            self.cfg.set("post_worker_init", self._successor.proves)

    @property
    def _process(self) -> Process:
        process: Process = self.app.wsgi().extensions["process"]
        return process

    @property
    def _in_hand(self) -> SharedInHand:
        in_hand = self._process.in_hand
        assert isinstance(in_hand, SharedInHand)  # noqa: S101 - as bootstrap builds it
        return in_hand

    def spawn_worker(self) -> int:
        """Start a worker with a row of its own."""
        taken = {worker.row for worker in self.WORKERS.values()}
        row = next((row for row in range(ROWS) if row not in taken), ROWS - 1)
        self._in_hand.take_row(row)
        pid: int = super().spawn_worker()  # the child does not come back from it
        self.WORKERS[pid].row = row
        return pid

    def stop(self, graceful: bool = True) -> None:
        """End all workers; nobody is to miss this machine then, unless another serves in our place."""
        super().stop(graceful)
        if not (self._successor or self._is_succeeded):
            with suppress(StoreDownError):
                self._process.store.left("web")

    def murder_workers(self) -> None:
        """End whoever hangs, whether its main thread still beats or not; called about once a second."""
        super().murder_workers()
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            held = [(pid, one) for pid, worker in self.WORKERS.items() for one in self._in_hand.in_row(worker.row)]
            self._looks = {one: self._looks.get(one, 0) + 1 for one in held}
            for pid in {pid for (pid, _), looks in self._looks.items() if looks >= HUNG}:
                signalled, self.WORKERS[pid].aborted = self.WORKERS[pid].aborted, True
                self.kill_worker(pid, signal.SIGKILL if signalled else signal.SIGABRT)
            self._note()
        self._succeed()

    def _succeed(self) -> None:
        """Tell that we serve once all workers do; end once somebody serves in our place."""
        if self._successor and self._successor.all_answer(self.WORKERS) and len(self.WORKERS) == self.num_workers:
            self._successor.tell()
            self._successor = None
        if self._folder and not (self._offer or self._successor):
            try:
                self._offer = Offer(Path(self._folder))
            except OSError as error:
                self._folder = None
                self._process.log("no_reload", why=str(error))
        if self._offer and self._offer.is_taken(self.LISTENERS):
            self._is_succeeded = True
            raise StopIteration  # gunicorn's word for an end in order

    def reap_workers(self) -> None:
        """Look how the workers ended before gunicorn takes them off its list."""
        before = dict(self.WORKERS)
        ends = {pid: _signal_of(pid) for pid in before}
        try:
            super().reap_workers()
        finally:
            for pid, worker in before.items():
                if pid not in self.WORKERS:
                    self._ended(worker, ends[pid] or 0)
            self._note()

    def _ended(self, worker: Any, number: int) -> None:
        held = self._in_hand.in_row(worker.row)
        self._in_hand.clear(worker.row)
        if not held:
            return
        death = Death("hung", sure=True) if worker.aborted else Death("ended", sure=number in BY_ITSELF)
        found = culprits(held, death)
        self._to_note += found.items()
        self._process.log("web_process_ended", how=death.how, signal=number, events=len(held), blamed=len(found))

    def _note(self) -> None:
        """Note what is to be noted; with the store away, at a later look."""
        try:
            while self._to_note:
                name, count = self._to_note[0]
                self._process.store.note_deaths([name], count)
                self._to_note.pop(0)
        except StoreDownError as error:
            self._process.log("deaths_not_noted", why=str(error))


def _signal_of(pid: int) -> int | None:
    """Give the signal that ended a child, 0 for an end of its own, None while it runs; it is left to be reaped."""
    if not hasattr(os, "waitid"):  # as on macOS
        return None
    try:
        ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    if ended is None:
        return None
    return 0 if ended.si_code == os.CLD_EXITED else ended.si_status


class Server(WSGIApplication):  # type: ignore[misc]  # it has no types
    """gunicorn's own command, with our master."""

    def run(self) -> None:
        """Serve until told to stop."""
        with loading():
            arbiter = WatchfulArbiter(self)  # with the application
        set_apart()
        arbiter.run()


if __name__ == "__main__":
    Server("%(prog)s [OPTIONS] [APP_MODULE]", prog="madoguchi web").run()
