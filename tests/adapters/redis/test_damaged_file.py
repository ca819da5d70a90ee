"""The runbook for a damaged append-only file, step by step, on each make of server."""

import subprocess
from pathlib import Path

import pytest

from bot.adapters.redis.client import connect
from bot.adapters.redis.clock import MovableClock
from bot.adapters.redis.embedded_server import EmbeddedRedis, EmbeddedRedisError
from bot.adapters.store.store import RedisStore
from bot.ports.bookings import KeepBooking
from tests.conftest import SERVERS
from tests.make import booking
from tests.stores import CIPHER, KEYS

BOOKINGS = 20


def store_of(server: EmbeddedRedis) -> RedisStore:
    client = connect(server.url)
    return RedisStore(client, KEYS, CIPHER, MovableClock(client, KEYS))


def filled(folder: Path, binary: Path) -> Path:
    """Write some bookings; give the file where they stand once the server has ended."""
    server = EmbeddedRedis.start(folder, binary=binary)
    store = store_of(server)
    for number in range(BOOKINGS):
        one = booking(id=f"b{number}", number=str(number), user=f"U{number}", answers={})
        store.commit((), (KeepBooking(one, one.start),))
    store._client.close()
    server.stop()
    (file,) = (folder / "appendonlydir").glob("*.incr.aof")
    return file


@pytest.mark.parametrize("make", SERVERS)
def test_what_stands_before_the_damage_is_there_again_after_the_fix(tmp_path, make):
    binary = SERVERS[make]
    file = filled(tmp_path / "data", binary)
    said = bytearray(file.read_bytes())
    place = said.rindex(b"\r\n*")  # where the last command begins
    said[place + 2 : place + 3] = b"!"
    file.write_bytes(said)
    with pytest.raises(EmbeddedRedisError, match="Bad file format"):
        EmbeddedRedis.start(tmp_path / "data", binary=binary)
    check = tmp_path / f"{make}-check-aof"
    check.symlink_to(binary)
    looked = subprocess.run([check, file], capture_output=True, text=True, check=False)
    last_commit = said.rindex(b"*1\r\n$5\r\nMULTI")
    assert f"ok_up_to={last_commit}," in looked.stdout  # none is left by half
    assert file.read_bytes() == said
    subprocess.run([check, "--fix", file], input="y\n", capture_output=True, text=True, check=True)
    server = EmbeddedRedis.start(tmp_path / "data", binary=binary)
    store = store_of(server)
    assert len(store.bookings()) == BOOKINGS - 1
    assert store.differences() == set()
    store._client.close()
    server.stop()


@pytest.mark.parametrize("make", SERVERS)
def test_a_byte_that_changed_within_a_value_is_named_by_the_comparison(tmp_path, make):
    file = filled(tmp_path / "data", SERVERS[make])
    said = file.read_bytes()
    place = said.index(b"k1:", said.index(b":booking:b7\r\n")) + 20
    file.write_bytes(said[:place] + (b"A" if said[place : place + 1] != b"A" else b"B") + said[place + 1 :])
    server = EmbeddedRedis.start(tmp_path / "data", binary=SERVERS[make])
    store = store_of(server)
    assert [one.id for one in store.differences() if one.kind == "booking_unreadable"] == ["b7"]
    assert len(store.bookings()) == BOOKINGS - 1
    store._client.close()
    server.stop()
