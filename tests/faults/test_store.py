"""F48 to F53: a full disk, a damaged file, a server that dies in the middle of many commits."""

import ast
import os
import resource
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from bot.adapters.redis.client import connect
from bot.adapters.redis.embedded_server import EmbeddedRedis, EmbeddedRedisError
from bot.adapters.store.commands.spelling import write_lines
from bot.errors import StoreDownError
from bot.ports.bookings import BookingIs, KeepBooking
from bot.ports.events import EventIsNew, RememberEvent
from tests.commits import failed_guard
from tests.faults.rows import Recovery, fault, twin
from tests.faults.whole_town import WholeTown, whole_town
from tests.folders import ROOT
from tests.make import answers, booking
from tests.service.faulty_town import seeker

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


class OwnServer:
    """A server that may be killed, and a town on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = EmbeddedRedis.start(folder)
        self.client = connect(self.server.url)

    @property
    def log_of_writes(self) -> Path:
        """Give the file to which every write is appended."""
        return max((self.folder / "appendonlydir").glob("*.incr.aof"))

    def kill(self) -> None:
        """Kill it, -9."""
        os.kill(self.server.pid, signal.SIGKILL)
        self.server.process.wait()

    def start(self) -> None:
        """Start it again on its files."""
        self.server = EmbeddedRedis.start(self.folder)

    def close(self) -> None:
        """Leave nothing behind."""
        self.client.close()
        with suppress(ProcessLookupError):
            self.server.stop()


@pytest.fixture
def own(store_folder: Path) -> Iterator[OwnServer]:
    server = OwnServer(store_folder)
    yield server
    server.close()


@pytest.fixture
def town(own: OwnServer) -> Iterator[WholeTown]:
    with whole_town(own.client) as place:
        yield place


def says_until_refused(town: WholeTown, most: int = 300) -> int:
    """Let a seeker write until the webhook does not answer 200; give its answer."""
    for _ in range(most):
        with suppress(StoreDownError):  # the clock of this town lives in the store, too
            town.line.say(seeker(1), "予約")
        if town.line.courier.log[-1].status != 200:
            return int(town.line.courier.log[-1].status or 0)
    return 200


@fault("F48", injected="the disk is full in the middle of a write", within=60)
def test_f48_line_is_told_to_come_again_and_with_room_all_that_was_acknowledged_is_there(
    own: OwnServer, town: WholeTown, recovery: Recovery
):
    name = town.books(1)
    most = own.log_of_writes.stat().st_size + 3000
    resource.prlimit(own.server.pid, resource.RLIMIT_FSIZE, (most, most))
    assert says_until_refused(town) == 503
    acknowledged = town.acknowledged()
    own.kill()
    with recovery:
        own.start()  # its limit was that of the process
        assert town.context.store.booking(name).is_live
    assert "お申し込み" in town.says(1, "確認")
    assert set(acknowledged) <= set(town.acknowledged())
    assert town.broken() == []


@twin("F48", "F44", without="appendfsync, when the machine itself is killed with what it had not written")
def test_f48_an_acknowledged_booking_would_be_gone(own: OwnServer, town: WholeTown):
    before = own.log_of_writes.stat().st_size
    town.books(1)
    own.kill()
    with own.log_of_writes.open("r+b") as log:
        log.truncate(before)  # what the kernel still held
    own.start()
    assert any(one.startswith("I1") for one in town.broken())


@fault("F49", injected="the last bytes of the file of writes are cut off", within=10)
@pytest.mark.parametrize("bytes_gone", [1, 40, 700])
def test_f49_it_starts_with_all_but_the_last_write(
    own: OwnServer, town: WholeTown, recovery: Recovery, bytes_gone: int
):
    name = town.books(1)
    town.context.store.count("the last")
    own.kill()
    with own.log_of_writes.open("r+b") as log:
        log.truncate(own.log_of_writes.stat().st_size - bytes_gone)
    with recovery:
        own.start()
    assert town.context.store.booking(name).is_live
    assert [one for one in town.broken() if not one.startswith("I1")] == []


@fault("F49", injected="a byte in the middle of the file of writes is another")
def test_f49_it_refuses_to_start_and_leaves_the_file_as_it_is(own: OwnServer, town: WholeTown):
    town.books(1)
    own.kill()
    damaged = bytearray(own.log_of_writes.read_bytes())
    middle = damaged.index(b"\r\n*", len(damaged) // 2) + 2
    damaged[middle : middle + 1] = b"!"
    own.log_of_writes.write_bytes(damaged)
    with pytest.raises(EmbeddedRedisError, match=r"(?i)aof|append only"):
        own.start()
    assert own.log_of_writes.read_bytes() == bytes(damaged)  # never silently empty


@fault("F53", "F44", injected="the server is killed (-9) in the middle of many commits", within=10)
def test_f53_each_change_is_there_whole_or_not_at_all(own: OwnServer, town: WholeTown, recovery: Recovery):
    store = town.context.store
    acknowledged: list[str] = []

    def books(number: int) -> None:
        own_number = answers(number=f"13010-{10_000_000 + number}")
        made = booking(id=f"b{number}", number=str(number), user=seeker(number), answers=own_number)
        with suppress(StoreDownError):
            store.commit((), (KeepBooking(made, expires=made.start),))
            acknowledged.append(made.id)
        if number == 60:
            own.kill()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(books, range(120)))
    with recovery:
        own.start()
        kept = {one.id for one in store.bookings()}
    assert 40 <= len(acknowledged) < 120
    assert set(acknowledged) <= kept
    assert [one for one in town.broken() if not one.startswith("I3")] == []  # this commit had no guard on places


@twin("F53", without="one script for each change")
@pytest.mark.parametrize("place", [4, 6])
def test_f53_a_change_of_many_calls_would_be_half_there(town: WholeTown, place: int):
    store = town.context.store
    lines = [line for line in write_lines(KeepBooking(booking()), store._spelling()) if line[0] != "DELIF"]
    for line in lines[:place]:
        store._client.execute_command(*line)  # the process ends before the next
    assert town.broken()


RECORDS = {"booking", "notice", "conversation", "slots", "fresh_slots", "numbers", "confirmed", "due_notices"}
RECORDS |= {"troubles", "audit"}
WRITING = {"set", "hset", "hdel", "zadd", "zrem", "sadd", "srem", "delete", "rpush", "expire", "hincrby"}


def written_to(source: str) -> list[set[str]]:
    """Give what each call of the source that writes names as its key."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    writing = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in WRITING)
    return [
        {part.attr for arg in call.args[:1] for part in ast.walk(arg) if isinstance(part, ast.Attribute)}
        for call in writing
    ]


@fault("F53", injected="nothing; every call in the source is looked at")
def test_f53_no_record_is_written_outside_of_a_script():
    found = {}
    for folder in ("adapters", "service"):
        for path in (ROOT / "bot" / folder).rglob("*.py"):
            found[path.name] = written_to(path.read_text("utf-8"))
    assert sum(map(len, found.values())) > 20, "calls that write were found at all"
    assert [name for name, keys in found.items() if any(one & RECORDS for one in keys)] == []


@twin("F53", without="one script for each change")
def test_f53_a_call_that_writes_a_record_by_itself_would_be_found():
    (keys,) = written_to("client.hset(self._keys.booking(name), 'state', 'confirmed')")
    assert keys & RECORDS


@fault("F53", injected="one guard of many fails")
def test_f53_nothing_at_all_is_written_when_a_guard_fails(town: WholeTown):
    store = town.context.store
    store.commit((), (RememberEvent("e0"),))
    before = {key: store._client.dump(key) for key in store._client.scan_iter()}
    guards = (EventIsNew("e1"), BookingIs("b1", 7))
    assert failed_guard(store, guards, (RememberEvent("e1"), KeepBooking(booking()))) is BookingIs
    assert {key: store._client.dump(key) for key in store._client.scan_iter()} == before
