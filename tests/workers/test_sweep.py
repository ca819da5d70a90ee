"""One kind of work that fails keeps no other from being claimed, round after round."""

from typing import Any

import pytest
from rq import Queue

from bot.adapters.redis.client import connect_blocking
from bot.errors import StoreDamagedError
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from tests.make import booking
from tests.stores import KEYS
from tests.workers.town import Town
from workers import deliver
from workers import sweep as sweeping
from workers.rows import SHARE
from workers.sweep import MOST_HELPED, MOST_QUEUED, sweep
from workers.timed import by_the_clock


@pytest.fixture
def town(client) -> Town:
    return Town(client)


@pytest.fixture
def queues(redis_url) -> dict[str, Queue]:
    connection = connect_blocking(redis_url)
    yield {name: Queue(name, connection=connection) for name in ("notices", "desk")}
    connection.close()


def jobs(queue: Queue) -> list[str]:
    each = (job.args[0] if job.description == "one_after_the_other" else [job.description] for job in queue.jobs)
    return [name for names in each for name in names]


@pytest.mark.parametrize("broken", ["due_replies", "due_notices", "due_mail", "due_rooms", "due_erasures", "line"])
def test_a_kind_of_work_that_cannot_be_claimed_holds_up_no_other(town, queues, broken):
    now = town.clock.now()
    town.confirmed(1)
    town.reply("e1", "U" + "1" * 32)
    town.store.commit((), (KeepBooking(booking(id="b9", number="9"), expires=now),))
    kinds = {"due_replies": "send_replies", "due_notices": "send_notices"}
    if broken == "line":
        circuit: Any = type("Broken", (), {"is_open": lambda _: 1 / 0})()
        context = RequestContext(**{**vars(town.context), "circuit": circuit})
        wanted = {"expire_requests"}
    else:
        town.client.delete(getattr(KEYS, broken))
        town.client.set(getattr(KEYS, broken), "no sorted set")
        context = town.context
        wanted = {"send_replies", "send_notices", "expire_requests"} - {kinds.get(broken, "")}
    for _ in range(2):
        for queue in queues.values():
            queue.empty()
        sweep(context, queues)
        assert {*jobs(queues["notices"]), *jobs(queues["desk"])} == wanted
        town.clock.advance(121)
    assert {event for event, _ in town.logged} == {"sweep_failed" if broken == "line" else "sweep_waits"}


def test_without_the_care_of_each_kind_one_would_stop_all(town, queues):
    town.confirmed(1)
    town.client.set(KEYS.due_replies, "no sorted set")
    with pytest.raises(StoreDamagedError):
        sum(sweeping._hand_over(task, queues) for task in sweeping.tasks(town.store))
    assert jobs(queues["notices"]) == []


@pytest.mark.parametrize(("due", "helped"), [(MOST_QUEUED * SHARE, 0), (MOST_QUEUED * SHARE + 1, 1)])
def test_the_other_process_takes_a_share_of_more_notices_than_the_own_one_has_in_hand(town, queues, due, helped):
    town.confirmed(*range(1, due + 1))
    assert sweep(town.context, queues) == due
    assert jobs(queues["notices"]) == ["send_notices"] * MOST_QUEUED
    assert jobs(queues["desk"]) == ["send_notices"] * helped


def test_no_share_waits_behind_work_of_the_process_that_would_take_it(town, queues):
    sweeping.enqueue(queues["desk"], deliver.keep_up)
    town.confirmed(*range(1, (MOST_QUEUED + MOST_HELPED) * SHARE + 1))
    assert sweep(town.context, queues) == MOST_QUEUED * SHARE
    assert jobs(queues["desk"]) == ["keep_up"]


def test_what_is_due_by_the_clock_is_done_whatever_else_fails(town, queues):
    town.client.set(KEYS.bookings, "no sorted set")
    by_the_clock(town.context, queues["desk"])
    assert {"keep_up", "look_at_month", "begin_the_day", "link_menus"} <= set(jobs(queues["desk"]))
    assert [(event, values["of"]) for event, values in town.logged] == [("sweep_waits", "awaited")]


def test_nothing_is_claimed_or_begun_in_a_store_that_is_not_what_it_was(town, queues):
    town.confirmed(1)
    assert sweep(town.context, queues) > 0
    town.client.flushall()
    town.store.note("something", "that is written all the same", 60)
    assert sweep(town.context, queues) == 0
    by_the_clock(town.context, queues["desk"])
    assert jobs(queues["desk"]) == []
    assert town.logged[0] == ("sweep_waits", {"why": "store emptied"})
