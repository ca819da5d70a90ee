"""The number of the data's form: a later one is refused in one line, an earlier one is read, and brought up to date."""

from typing import Any

import pytest

from bot.adapters.store.backups import backup as backups
from bot.adapters.store.forms import FORMAT
from bot.adapters.store.migrations import MIGRATIONS, Migration, format_of, migrate
from bot.cli.command import main
from bot.cli.commands.serving import processes
from bot.errors import NEWER, BackupError, StoreChangedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking
from bot.web.health import readiness
from tests.make import WEDNESDAY, booking
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, store_on

LATER = FORMAT + 1
OF_A_READER = Record(Entry(WEDNESDAY, "staff:s1", "looked"))


@pytest.fixture
def store(client: Any) -> Any:
    made = store_on(client)
    made.commit((), (KeepBooking(booking()),))
    return made


def later_release(client: Any) -> None:
    client.hset(KEYS.store, "format", LATER)


def test_the_first_start_writes_the_number_and_a_store_without_one_is_of_the_first_form(client, store):
    assert client.hget(KEYS.store, "format") == str(FORMAT)
    client.hdel(KEYS.store, "format")
    assert format_of(client, KEYS) == 1
    store.commit((), (KeepBooking(booking(id="b2", number="222222", user="U2")),))
    assert store.changed() == ""


def test_what_a_later_release_wrote_is_neither_written_nor_marked(client, store):
    later_release(client)
    before = {key: client.dump(key) for key in client.scan_iter() if not key.startswith(KEYS.clock_offset)}
    for writes in ((KeepBooking(booking(id="b2")),), (OF_A_READER,)):
        with pytest.raises(StoreChangedError, match="新しい版") as refused:
            store.commit((), writes)
        assert refused.value.reason == NEWER
    fresh = store_on(client)  # a process that starts now
    with pytest.raises(StoreChangedError, match="新しい版"):
        fresh.commit((), (KeepBooking(booking(id="b3")),))
    assert {key: client.dump(key) for key in before} == before
    assert "store_changed" in readiness(context_of(store), 1.0)["failed"]
    client.hset(KEYS.store, "format", FORMAT)  # as a restore does
    store.commit((), (KeepBooking(booking(id="b4", number="444444", user="U4")),))


def test_twin_without_the_number_an_earlier_release_writes_into_it(client, store):
    later_release(client)
    client.hdel(KEYS.store, "format")
    store.commit((), (KeepBooking(booking(id="b2", number="222222", user="U2")),))
    assert client.exists(KEYS.booking("b2"))


@pytest.mark.parametrize("words", ["booking list", "staff add 佐藤", "store accept", "backup x"])
def test_every_command_says_so_in_one_line(client, store, environ, capsys, words):
    later_release(client)
    before = client.hgetall(KEYS.store)
    assert main(words.split(" ")) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "新しい版の madoguchi" in line
    assert client.hgetall(KEYS.store) == before


def test_web_and_worker_do_not_start(client, store, environ):
    later_release(client)
    with pytest.raises(StoreChangedError, match="新しい版"):
        processes.ready_for_web()


def test_a_backup_of_a_later_release_is_refused(client, store, redis_url, tmp_path):
    client.hset(KEYS.store, "format", LATER)
    with (tmp_path / "office.backup").open("wb") as file:
        backups.write(file, backups.read(redis_url, KEYS), KEYS, CIPHER, WEDNESDAY, WEDNESDAY)
    with pytest.raises(BackupError, match="新しい版"):
        backups.opened(tmp_path / "office.backup", CIPHER, WEDNESDAY)


# --- the way to a form ---


def renamed(client: Any, keys: Any, place: str) -> str:
    """Give 3 records another field, one at a time."""
    number = int(place or 0)
    client.hset(keys.booking(f"m{number}"), "edition2", "x")
    return str(number + 1) if number < 2 else ""


def test_a_migration_that_was_broken_off_goes_on_where_it_was(client, store):
    taken: list[str] = []

    def step(client: Any, keys: Any, place: str) -> str:
        taken.append(place)
        if taken == ["", "1"]:
            raise KeyboardInterrupt
        return renamed(client, keys, place)

    ways = [Migration(LATER, step)]
    with pytest.raises(KeyboardInterrupt):
        list(migrate(client, KEYS, ways))
    assert (format_of(client, KEYS), client.hget(KEYS.store, "migrating")) == (FORMAT, f"{LATER} 1")
    assert store.changed() == ""  # not there yet: everybody goes on
    assert list(migrate(client, KEYS, ways)) == [LATER] * 2
    assert taken == ["", "1", "1", "2"]
    assert (format_of(client, KEYS), client.hexists(KEYS.store, "migrating")) == (LATER, False)
    assert list(migrate(client, KEYS, ways)) == []


def test_several_forms_are_gone_through_one_after_the_other(client, store):
    client.hset(KEYS.store, "migrating", f"{LATER + 5} 7")  # of a way that nobody knows any more
    ways = [Migration(LATER, renamed), Migration(LATER + 1, lambda *_: "")]
    assert list(migrate(client, KEYS, ways)) == [LATER] * 3 + [LATER + 1]
    assert format_of(client, KEYS) == LATER + 1


def test_the_ways_lead_to_the_form_that_is_written(client, store, environ, capsys):
    assert [one.to for one in MIGRATIONS] == list(range(2, FORMAT + 1))
    assert main(["store", "migrate", "--json"]) == 0
    assert f'"format": {FORMAT}, "steps": 0' in capsys.readouterr().out
