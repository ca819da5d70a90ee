"""kill -9 at the worst moments: the seeker has exactly one message within 30 s."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports.work import QUEUES
from tests.e2e.town import Town, wait_until
from tests.faults.rows import Recovery, fault
from tests.make import tokyo

TARO = "U" + "1" * 32
WITHIN = 30.0


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town of its own for each crash."""
    with Town(tmp_path).open() as place:
        place.now_is(tokyo("2026-11-25 10:00"))
        yield place


def settled_rows(town: Town) -> bool:
    return all(row["state"] == "accepted" for row in town.booking_of(TARO)["notices"] if row["kind"] == "details")


@fault("F01", "F02", "F03", injected="web is killed (-9) before or after its commit, or after its answer", within=30)
@pytest.mark.parametrize("point", ["before_commit", "after_commit", "after_reply"])
def test_web_killed_around_its_commit(town: Town, recovery: Recovery, point):
    town.answered(TARO, lambda: town.line.add_friend(TARO, "求職者"))
    town.kill("web")
    wait_until(lambda: not town._web_answers(), what="web is gone", seen=town.readiness)
    town.start("web", FAIL_AT=point)
    before = len(town.from_bot(TARO))
    town.line.postman.redelivery = town.line.postman.redelivery.__class__(tries=3, wait_seconds=0)
    town.line.say(TARO, "予約")
    town.kill("web")
    wait_until(lambda: not town._web_answers(), what="web is gone", seen=town.readiness)
    with recovery:
        town.start("web")
        if point != "after_reply":
            town.line.redeliver(last_event(town))
        wait_until(lambda: len(town.from_bot(TARO)) > before, WITHIN, "one answer")
    wait_until(lambda: not town.client.zcard(town.keys.due_replies), WITHIN, "no reply is left to send")
    assert len(town.from_bot(TARO)) == before + 1
    assert "求職登録" in town.texts(TARO)[-1]


def times_started(town: Town) -> int:
    """Count the processes for notices, mail and the rest that the worker started so far."""
    return (town.folder / "worker.log").read_text("utf-8").count('"worker_started"')


def last_event(town: Town) -> str:
    return str(town.line.postman._sent[-1].events[-1]["webhookEventId"])


@fault("F20", "F32", injected="worker is killed (-9) after LINE accepted", within=30)
def test_f20_worker_killed_between_lines_acceptance_and_its_mark(town: Town, recovery: Recovery):
    number = town.books(TARO)
    town.kill("worker")
    town.client.delete(town.keys.heartbeat("notices"))
    town.start("worker", FAIL_AT="after_push")
    town.madoguchi("booking", "confirm", number, "--meeting-id", "91234567890", "--passcode", "555123")
    wait_until(lambda: town.from_bot(TARO, "push"), what="the accepted push")
    town.kill("worker")
    with recovery:
        town.start("worker")
        wait_until(lambda: settled_rows(town), WITHIN, "the row is settled")
    assert len(town.from_bot(TARO, "push")) == 1
    pushes = [one for one in town.line.gate.log if one.endpoint == "push"]
    assert [one.status for one in pushes] == [200, 409]
    assert len({one.retry_key for one in pushes}) == 1
    assert next(row["attempts"] for row in town.booking_of(TARO)["notices"] if row["kind"] == "details") >= 2


@fault("F44", injected="the store is killed (-9) and started again", within=30)
def test_redis_killed_and_started_again_loses_nothing_that_was_acknowledged(town: Town, recovery: Recovery):
    number = town.books(TARO)
    town.redis.process.kill()
    town.redis.process.wait()
    wait_until(
        lambda: town.line.say(TARO, "確認") and town.line.courier.log[-1].status == 503,
        what="LINE is told to come again",
        seen=lambda: town.line.courier.log[-1],
    )
    with recovery:
        town.redis = town.redis.start(town.redis.directory)
        town.web_is_ready()
    assert town.booking_of(TARO)["number"] == number
    town.says(TARO, "確認")
    town.madoguchi("booking", "confirm", number, "--meeting-id", "91234567890", "--passcode", "555123")
    wait_until(lambda: town.from_bot(TARO, "push"), WITHIN, "details after the restart")


def test_worker_killed_in_the_middle_of_an_erasure(town: Town):
    number = town.books(TARO)
    wait_until(lambda: times_started(town) == len(QUEUES), what="all its processes are there")
    town.kill("worker")
    town.client.delete(town.keys.heartbeat("notices"))
    town.start("worker", FAIL_AT="in_erasure")
    wait_until(lambda: times_started(town) == 2 * len(QUEUES), what="all of the next worker are there")
    town.says(TARO, "消去")
    assert number in town.taps(TARO, "消去する")
    wait_until(lambda: times_started(town) > 2 * len(QUEUES), what="it died in the erasure, and another is started")
    assert town.client.zcard(town.keys.due_erasures) == town.client.zcard(town.keys.bookings) == 1
    town.kill("worker")
    town.start("worker")
    town.now_is(tokyo("2026-11-25 10:02"))  # the lease of the one that died is over
    wait_until(lambda: not town.client.zcard(town.keys.due_erasures), WITHIN, "the erasure is done")
    assert town.client.zcard(town.keys.bookings) == 0
    assert "予約の記録はありません" in town.says(TARO, "私の記録")
    assert town.madoguchi("audit", "verify")["intact"]
