"""What web processes have in hand is seen from outside of them, and who stopped one is named."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.adapters.server import in_hand
from bot.adapters.server.in_hand import Held, SharedInHand, name_of
from bot.adapters.server.master import WHILE_READ, Death, culprits
from bot.errors import BusyError
from bot.service.events.handle_event import DEADLY
from tests.e2e.town import PATIENCE, wait_until

HUNG, CRASHED, KILLED = Death("hung", sure=True), Death("ended", sure=True), Death("ended", sure=False)


@pytest.fixture
def shared() -> SharedInHand:
    """A memory with the first row taken."""
    made = SharedInHand()
    made.take_row(0)
    return made


def in_hand_of(shared: SharedInHand, row: int = 0) -> list[tuple[str, bool]]:
    return [(one.name, one.being_read) for one in shared.in_row(row)]


def test_an_event_is_in_hand_until_it_is_decided(shared):
    with shared.holding("e1"):
        assert in_hand_of(shared) == [(name_of("e1"), False)]
        with shared.reading():
            assert in_hand_of(shared) == [(name_of("e1"), True)]
        assert in_hand_of(shared) == [(name_of("e1"), False)]
    assert in_hand_of(shared) == []


def test_an_event_that_fails_is_not_in_hand_any_more(shared):
    with pytest.raises(ZeroDivisionError), shared.holding("e1"), shared.reading():
        raise ZeroDivisionError
    assert in_hand_of(shared) == []
    with shared.holding("e2"), shared.reading():
        assert in_hand_of(shared) == [(name_of("e2"), True)]


@pytest.mark.parametrize("event_id", ["", "01H" * 9, "x" * 2_000_000, "予約"])
def test_an_id_may_be_of_any_length(shared, event_id):
    with shared.holding(event_id):
        assert in_hand_of(shared) == [(name_of(event_id), False)]


def test_more_threads_than_places_are_served_all_the_same(shared, monkeypatch):
    shared.take_row(0)
    shared._free = []
    with shared.holding("e1"), shared.reading():
        assert in_hand_of(shared) == []


def test_one_thread_of_a_process_reads_at_a_time_and_another_gives_up(shared, monkeypatch):
    monkeypatch.setattr(in_hand, "READING_SECONDS", 0.01)
    reads, done = threading.Event(), threading.Event()

    def read_for_long() -> None:
        with shared.holding("e1"), shared.reading():
            reads.set()
            done.wait(PATIENCE)

    thread = threading.Thread(target=read_for_long)
    thread.start()
    assert reads.wait(PATIENCE)
    with pytest.raises(BusyError), shared.holding("e2"), shared.reading():
        pass
    assert in_hand_of(shared) == [(name_of("e1"), True)]
    done.set()
    thread.join()
    with shared.holding("e2"), shared.reading():
        assert in_hand_of(shared) == [(name_of("e2"), True)]


def test_another_process_sees_what_one_that_was_killed_had_in_hand(shared):
    child = os.fork()
    if not child:
        shared.take_row(1)
        with shared.holding("e1"), shared.reading():
            time.sleep(60)  # until it is killed
        os._exit(0)
    wait_until(lambda: in_hand_of(shared, 1) == [(name_of("e1"), True)])
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert in_hand_of(shared, 1) == [(name_of("e1"), True)]
    assert in_hand_of(shared, 0) == []
    shared.clear(1)
    assert in_hand_of(shared, 1) == []


def test_an_event_is_stuck_when_it_is_in_hand_for_longer_than_any_takes(shared, monkeypatch):
    with shared.holding("e1"):
        assert not shared.is_stuck("e1")  # the second of two deliveries at once is no harm
        monkeypatch.setattr(in_hand, "STUCK", 0.0)
        assert shared.is_stuck("e1")
        assert not shared.is_stuck("e2")
    assert not shared.is_stuck("e1")


def held(name: str, *, read: bool = False) -> Held:
    return Held(name, 0.0, read)


@pytest.mark.parametrize(
    ("events", "death", "named"),
    [
        ([held("a", read=True), held("b")], HUNG, {"a": DEADLY}),
        ([held("a", read=True), held("b")], CRASHED, {"a": DEADLY}),
        ([held("a")], HUNG, {"a": DEADLY}),
        ([held("a"), held("b")], HUNG, {"a": 1, "b": 1}),
        ([held("a", read=True), held("b")], KILLED, {"a": WHILE_READ, "b": 1}),
        ([held("a", read=True)], KILLED, {"a": WHILE_READ}),
        ([held("a")], KILLED, {"a": 1}),
    ],
)
def test_only_who_must_have_done_it_is_put_aside_at_once(events, death, named):
    assert culprits(events, death) == named


def test_events_of_one_person_wait_for_each_other_and_others_do_not():
    in_hand, inside, most = SharedInHand(), [], []

    def sees_to(user: str) -> None:
        with in_hand.seeing_to(user):
            inside.append(user)
            most.append(inside.count(user))
            other.wait(0.01)
            inside.remove(user)

    other = threading.Event()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sees_to, ["taro"] * 8))
    assert max(most) == 1
    with in_hand.seeing_to("taro"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(sees_to, "hanako").result(PATIENCE) is None
