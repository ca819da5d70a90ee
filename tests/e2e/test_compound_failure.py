"""Web, worker, Redis and the worker again are killed within 22 s: what was acknowledged is answered all the same."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.town import Town, wait_until
from tests.faults.rows import fault
from tests.make import tokyo

SEEKERS = 40
WITHIN = 30.0  # seconds from the acknowledgement of an event to its answer
AFTER_START = 10.0  # or seconds after the last worker is up, where a busy machine takes long to start it; no lease ends
DEATHS = {"web": 2.0, "worker": 9.0, "redis": 15.0, "worker again": 20.0}  # seconds after everybody typed


def user(number: int) -> str:
    return f"U{number:032x}"


def waits_for_his_answer(town: Town, number: int) -> float:
    """Let a seeker type; give the seconds from the acknowledgement to his answer."""
    before = len(town.from_bot(user(number)))
    told = town.line.say(user(number), "ヘルプ")
    wait_until(lambda: is_acknowledged(town, told["webhookEventId"]), what="acknowledged, if not at LINE's first try")
    began = time.monotonic()
    while len(town.from_bot(user(number))) == before:
        assert time.monotonic() - began < 3 * WITHIN
        time.sleep(0.1)
    return time.monotonic() - began


def is_acknowledged(town: Town, event: str) -> bool:
    return any(one.status == 200 and event in one.event_ids for one in list(town.line.courier.log))


def redis_again(town: Town) -> None:
    town.redis.process.kill()
    town.redis.process.wait()
    town.redis = town.redis.start(town.redis.directory)


def again(town: Town, name: str) -> None:
    town.kill(name)
    town._launch(name)


def worker_for_good(town: Town) -> None:
    """Kill the worker once more; from here on, LINE answers."""
    town.kill("worker")
    town.line.faults.clear("hang")
    town.client.delete(town.keys.heartbeat("notices"))
    town.start("worker")


def all_die(town: Town) -> float:
    """Let one thing after the other die; what is on its way to LINE when its process dies never arrives.

    Gives the seconds until the last worker is up.
    """
    deaths = {
        "web": lambda: again(town, "web"),
        "worker": lambda: again(town, "worker"),
        "redis": lambda: redis_again(town),
        "worker again": lambda: worker_for_good(town),
    }
    began = time.monotonic()
    for name, at in DEATHS.items():
        time.sleep(max(0.0, began + at - time.monotonic()))  # each dies at its second
        deaths[name]()
    return time.monotonic() - began


@pytest.mark.long
@fault(
    "F01",
    "F32",
    "F44",
    injected="web, worker, store and the worker again are killed (-9) within 20 s, while LINE hangs",
)
def test_f44_what_was_acknowledged_is_answered_within_half_a_minute(tmp_path: Path) -> None:
    with Town(tmp_path).open() as town, ThreadPoolExecutor(SEEKERS) as pool:
        town.now_is(tokyo("2026-11-25 10:00"))
        for number in range(SEEKERS):
            town.line.add_friend(user(number))
        wait_until(lambda: all(town.from_bot(user(number)) for number in range(SEEKERS)), what="greetings")
        town.line.faults.add("hang", endpoint="reply", times=100_000, seconds=20)
        typing = [pool.submit(waits_for_his_answer, town, number) for number in range(SEEKERS)]
        up = all_die(town)
        waits = sorted(one.result() for one in typing)
        assert all(len(town.from_bot(user(number))) == 2 for number in range(SEEKERS))
    told = f"median {waits[SEEKERS // 2]:.1f} s, the slowest {waits[-1]:.1f} s, the worker up after {up:.1f} s"
    assert waits[-1] < max(WITHIN, up + AFTER_START), told
