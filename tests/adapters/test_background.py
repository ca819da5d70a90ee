"""Calls off the request's path: bounded, and never an error for who asks."""

import threading
from typing import Any

from bot.adapters.background import Background


def test_what_fails_is_logged_and_what_does_not_fit_is_left_out():
    logged: list[tuple[str, Any]] = []
    background = Background(lambda event, **values: logged.append((event, values)), threads=1, waiting=2)
    held, done = threading.Event(), []
    background(lambda: held.wait(10) and done.append(1 / 0))
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
