"""Rows side by side: one that hangs holds up neither its batch nor what comes after it."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.town import in_time, wait_until
from workers import batch
from workers.batch import THREADS, is_worn_out, side_by_side

LONG = 60.0  # seconds


class Rows:
    """Does rows; those that are named hang until they are freed."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.free = threading.Event()
        self.hang: set[int] = set()

    def do(self, row: int) -> None:
        if row in self.hang:
            self.free.wait(LONG)
        self.done.append(row)

    def leave(self, expected: object, once: Callable[[], object]) -> bool:
        """Say whether that is left of a batch after a short time.

        Where the machine stalls for as long, what nothing holds up is left, too: then it has to be right twice more.
        """

        def anew() -> bool:
            self.end()
            self.free = threading.Event()
            self.done.clear()
            return once() == expected

        return in_time(anew)

    def end(self) -> None:
        self.free.set()
        wait_until(lambda: not [one for one in threading.enumerate() if one.name == "row"], what="the threads end")


@pytest.fixture
def rows() -> Iterator[Rows]:
    made = Rows()
    yield made
    made.end()
    assert not is_worn_out()


def test_all_rows_are_done_and_nobody_waits_longer_than_that(rows: Rows) -> None:
    begun = time.monotonic()
    assert side_by_side("rows", range(50), rows.do, LONG) == (0, [])
    assert sorted(rows.done) == list(range(50))
    assert time.monotonic() - begun < LONG / 2


def test_a_row_that_hangs_holds_up_neither_the_others_nor_the_next_batch(rows: Rows) -> None:
    rows.hang = {0}
    assert rows.leave((1, []), lambda: side_by_side("rows", range(50), rows.do, 0.5))
    assert sorted(rows.done) == list(range(1, 50))
    assert side_by_side("rows", range(50, 60), rows.do, LONG) == (0, [])


def test_twin_without_the_limit_a_row_that_hangs_holds_its_batch(rows: Rows) -> None:
    rows.hang = {0}
    waiting = threading.Thread(target=side_by_side, args=("rows", range(50), rows.do, LONG))
    waiting.start()
    waiting.join(1.0)
    assert waiting.is_alive()
    rows.free.set()
    waiting.join()


def test_more_rows_are_fetched_while_one_still_hangs_until_there_are_none(rows: Rows) -> None:
    rows.hang = {0}

    def left() -> tuple[object, list[range]]:
        further = [range(0), range(80, 99), range(50, 80)]
        return side_by_side("rows", range(50), rows.do, 1.0, more=further.pop), further

    assert rows.leave(((1, []), []), left)
    assert sorted(rows.done) == list(range(1, 99))


def test_fetched_rows_get_as_many_threads_as_are_left(rows: Rows) -> None:
    rows.hang = set(range(THREADS + 5))

    def running() -> int:
        given = iter([range(1, THREADS + 5)])
        return side_by_side("rows", range(1), rows.do, 0.3, more=lambda: next(given, range(0))).running

    assert rows.leave(THREADS, running)


def test_when_all_threads_hang_what_was_not_begun_is_left_to_its_lease(rows: Rows) -> None:
    rows.hang = set(range(THREADS))
    unbegun = list(range(THREADS, 50))
    assert rows.leave((THREADS, unbegun), lambda: side_by_side("rows", range(50), rows.do, 0.2))
    rows.free.set()
    wait_until(lambda: len(rows.done) == THREADS, what="the rows that were begun come to their end")
    assert set(rows.done) == rows.hang


def test_with_all_threads_of_a_kind_busy_its_next_batch_waits_for_nothing_and_other_kinds_go_on(rows: Rows) -> None:
    rows.hang = set(range(THREADS))
    assert rows.leave((THREADS, []), lambda: side_by_side("mail", range(THREADS), rows.do, 0.2))
    begun = time.monotonic()
    assert side_by_side("mail", range(50, 60), rows.do, LONG) == (0, list(range(50, 60)))
    assert side_by_side("erasures", range(60, 70), rows.do, LONG) == (0, [])
    assert time.monotonic() - begun < LONG / 2
    assert sorted(rows.done) == list(range(60, 70))


def test_a_process_in_which_too_many_threads_hang_for_good_is_worn_out(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows.hang = set(range(100))
    side_by_side("rows", range(16), rows.do, 0.05)
    assert not is_worn_out()
    monkeypatch.setattr(batch, "LOST", 0.0)
    assert is_worn_out()
    rows.free.set()
    wait_until(lambda: not is_worn_out(), what="the threads end")
