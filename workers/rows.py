"""Carries out the rows of a job: one that fails, or kills its process, harms no other and is not tried for ever.

Each is counted before it begins. What twice began and never ended runs alone, so that no neighbour is counted with it;
after the third time it is set aside for a person.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from threading import Lock

from bot.errors import StoreDamagedError, StoreDownError
from bot.ports.context import Process
from bot.ports.work import Claim, Work
from bot.service.health.set_aside import CRASH, set_aside
from workers.batch import BATCH_SECONDS, THREADS, nothing_more, side_by_side

Groups = Sequence[Sequence[Claim]]  # those of a group one after the other
BATCH = 50  # rows that are claimed at one time
SHARE = 20  # the same of notices, of which one process may not hold many while another has none left
MOST_BREAKS = 3  # times that a row may fail or kill its process in a row
ALONE_FROM = MOST_BREAKS - 1
Do = Callable[[Claim], object]

_not_ended: list[tuple[Work, Claim]] = []  # ended while the store was away; told to it later


def carry_out(
    process: Process,
    work: Work,
    groups: Groups,
    do: Do,
    more: Callable[[], Groups] = nothing_more,
    threads: int = THREADS,
) -> None:
    """Do the groups side by side, and more of them while there are; then, alone, what twice came to no end."""
    _tell_of_ended(process)
    start = time.monotonic()
    before = _side_by_side(process, work, groups, do, more, threads)
    for claim, times in before.items():
        if times >= MOST_BREAKS:
            set_aside(process, work, claim, CRASH)
    alone = [claim for claim, times in before.items() if times == ALONE_FROM]
    left = BATCH_SECONDS - (time.monotonic() - start)
    if alone and left > 0:
        side_by_side(f"{work.value} alone", [alone], lambda claims: _each_alone(process, work, claims, do), left)


def _each_alone(process: Process, work: Work, claims: Sequence[Claim], do: Do) -> None:
    for claim in claims:
        if process.store.begin(work, [claim], most=MOST_BREAKS) == [ALONE_FROM]:
            _end(process, work, [claim] if _is_ended(process, work, claim, ALONE_FROM, do) else [])


def _side_by_side(
    process: Process, work: Work, groups: Groups, do: Do, more: Callable[[], Groups], threads: int
) -> Mapping[Claim, int]:
    """Do the groups but for what twice came to no end; give how often each had been begun without an end."""
    ended, before = _Ended(process, work), dict[Claim, int]()

    def begun(groups: Groups) -> Groups:
        claims = [claim for group in groups for claim in group]
        before.update(zip(claims, process.store.begin(work, claims, most=ALONE_FROM), strict=True))
        fit = ([claim for claim in group if 0 <= before[claim] < ALONE_FROM] for group in groups)
        return [group for group in fit if group]

    def more_begun() -> Groups:
        ended.tell_so_far()
        try:
            groups = more()
            return begun(groups) if groups else ()
        except StoreDownError as error:  # what is in hand goes on; the sweep looks for more
            process.log("job_goes_on_no_further", work=work.value, why=error.reason)
            return ()

    def one_after_the_other(group: Sequence[Claim]) -> None:
        for claim in group:
            if _is_ended(process, work, claim, before[claim], do):
                ended.note(claim)

    left = side_by_side(work.value, begun(groups), one_after_the_other, BATCH_SECONDS, threads, more_begun)
    if left.running or left.unbegun:
        process.log("job_left_behind", work=work.value, running=left.running, unbegun=len(left.unbegun))
    ended.tell([claim for group in left.unbegun for claim in group])
    return before


class _Ended:
    """Tells the store of rows that came to an end, many with one call; once the job is over, of each as it does."""

    def __init__(self, process: Process, work: Work) -> None:
        self._process, self._work, self._lock = process, work, Lock()
        self._claims: list[Claim] | None = []

    def tell_so_far(self) -> None:
        with self._lock:
            claims, self._claims = self._claims or [], []
        _end(self._process, self._work, claims)

    def note(self, claim: Claim) -> None:
        with self._lock:
            if self._claims is not None:
                self._claims.append(claim)
                return
        _end(self._process, self._work, [claim])

    def tell(self, unbegun: Sequence[Claim]) -> None:
        with self._lock:
            claims, self._claims = self._claims or [], None
        _end(self._process, self._work, [*claims, *unbegun])


def _is_ended(process: Process, work: Work, claim: Claim, before: int, do: Do) -> bool:
    """Do one row; say whether it came to an end. One that failed too often is set aside."""
    try:
        do(claim)
    except StoreDamagedError as error:
        _failed(process, work, claim, before + 1, type(error).__name__)
        return False
    except StoreDownError as error:  # no fault of the row
        process.log("job_left_to_sweep", item=claim.id, why=error.reason)
    except Exception as error:  # noqa: BLE001 - an entry point: a poisoned row must not take its batch along
        _failed(process, work, claim, before + 1, type(error).__name__)
        return False
    return True


def _failed(process: Process, work: Work, claim: Claim, times: int, why: str) -> None:
    process.log("job_failed", work=work.value, item=claim.id, why=why, times=times)
    try:
        process.store.count("job_failed")
        if times >= MOST_BREAKS:
            set_aside(process, work, claim, why)
    except Exception as error:  # noqa: BLE001 - an entry point: it comes again when its lease ends
        process.log("job_left_to_sweep", item=claim.id, why=type(error).__name__)


def _end(process: Process, work: Work, claims: Sequence[Claim]) -> None:
    process.store.write_waiting()  # what says how they ended
    try:
        process.store.end(work, claims)
    except StoreDownError:
        _not_ended.extend((work, claim) for claim in claims)


def _tell_of_ended(process: Process) -> None:
    for work, claim in list(_not_ended):
        process.store.end(work, [claim])
        _not_ended.remove((work, claim))
