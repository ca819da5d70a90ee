"""Calls off the request's path: bounded, and never an error for who asks."""

import threading
from typing import Any

from bot.adapters.server.background import Background


def test_what_fails_is_logged_and_what_does_not_fit_is_left_out():
    logged: list[tuple[str, Any]] = []
    background = Background(lambda event, **values: logged.append((event, values)), threads=1, waiting=2)
    held, done = threading.Event(), []
    background(lambda: held.wait(60) and done.append(1 / 0))
    background(lambda: done.append("second"))
    background(lambda: done.append("left out"))
    held.set()
    background._pool.shutdown()
    assert done == ["second"]
    assert logged == [("background_failed", {"why": "ZeroDivisionError"})]


def test_a_process_that_ends_leaves_a_call_out_and_fails_nobody():
    logged: list[str] = []
    background = Background(lambda event, **_: logged.append(event), waiting=1)
    background._pool.shutdown()
    for _ in range(3):  # each gives its place back
        background(lambda: None)
    assert logged == ["background_left_out"] * 3


def ran(whose: tuple[str, ...]) -> list[int]:
    """Give the order in which calls ended, the first of which goes on until another did."""
    background, other, ended = Background(lambda *_, **__: None, threads=len(whose)), threading.Event(), list[int]()

    def call(number: int) -> None:
        if number == 0:
            other.wait(60)
        ended.append(number)
        other.set()

    for number, person in enumerate(whose):
        background(lambda number=number: call(number), person)
    background._pool.shutdown()
    return ended


def test_calls_of_one_person_go_one_after_the_other_and_hold_up_no_others():
    assert ran(("a", "a", "b", "a")) == [2, 0, 1, 3]


def test_calls_that_are_nobodys_do_not_wait_for_each_other():
    assert ran(("", "")) == [1, 0]


def test_a_person_whose_call_failed_or_was_left_out_is_not_waited_for():
    background, done = Background(lambda *_, **__: None, threads=1), list[str]()
    background(lambda: done.append(str(1 / 0)), "a")
    background(lambda: done.append("second"), "a")
    background._pool.shutdown()
    background(lambda: done.append("left out"), "a")
    assert done == ["second"]
    assert not background._behind
