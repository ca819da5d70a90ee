"""What is sealed is shortened from the second form of the data on; values of both forms are read side by side."""

import base64
import zlib
from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.adapters.store.backups.restoring import put_back
from bot.adapters.store.cipher import NONCE, Cipher
from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.forms import FIRST, FORMAT, SHORT
from bot.adapters.store.key_rotation import Sealing, rotate
from bot.adapters.store.migrations import migrate
from bot.adapters.store.records import join, split
from bot.adapters.store.shortening import DICTIONARY, LONGEST, MARK, WINDOW, lengthened, shortened
from bot.adapters.store.store import RedisStore
from bot.adapters.store.traces import Traces, sealed_values
from bot.booking.lookup import by_name
from bot.booking.model import Booking
from bot.dialogue.conversation import Conversation
from bot.errors import SealError
from bot.ports.bookings import KeepBooking
from bot.ports.events import KeepConversation
from tests.backups import taken
from tests.make import USER, WEDNESDAY, booking
from tests.stores import CIPHER, K1, K2, KEYS, clock_at, store_on

TALK = Conversation(id="c1", flow="book")


def other(number: int) -> Booking:
    return booking(id=f"b{number}", number=f"{number}" * 6, user=f"U{number:032}")


def is_short(client: Any, name: str) -> bool:
    return MARK in client.hget(KEYS.booking(name), "sealed")


def as_the_release_before_opens(record: str, sealed: str) -> bytes:
    name, _, encoded = sealed.partition(":")
    raw = base64.b64decode(encoded)
    return AESGCM(dict([K1])[name]).decrypt(raw[:NONCE], raw[NONCE:], record.encode())


@pytest.fixture
def store(client: Any) -> RedisStore:
    """A store that a release before began: it is of the first form."""
    made = store_on(client)
    assert made.changed() == ""
    client.hset(KEYS.store, "format", FIRST)
    begun = store_on(client)
    begun.commit((), (KeepBooking(other(1)), KeepConversation(USER, TALK, 1)))
    return begun


@pytest.fixture
def console(client: Any, store: RedisStore) -> RedisConsoleStore:
    return RedisConsoleStore(client, KEYS, CIPHER, store)


# --- which form is written ---


def test_until_a_person_raises_the_number_the_release_before_can_read_what_is_written(client, store):
    for key, field, sealed in (one for batch in sealed_values(client, KEYS) for one in batch):
        record = key.removeprefix(KEYS.prefix)
        assert as_the_release_before_opens(record, sealed) == CIPHER.open(record, sealed), (key, field)


def test_twin_what_is_shortened_the_release_before_can_not_read():
    with pytest.raises(InvalidTag):
        as_the_release_before_opens("booking:b1", CIPHER.seal("booking:b1", b"{}" * 40, short=True))


def test_a_process_that_runs_writes_the_new_form_from_its_second_commit_after_the_number_was_raised(client, store):
    list(migrate(client, KEYS))
    for number in (2, 3):
        store.commit((), (KeepBooking(other(number)),))
    assert [is_short(client, f"b{number}") for number in (1, 2, 3)] == [False, False, True]
    assert [one.id for one in store.bookings()] == ["b1", "b2", "b3"]


def test_a_new_store_begins_with_the_newest_form(client):
    made = store_on(client)
    made.commit((), (KeepBooking(other(1)),))
    assert (client.hget(KEYS.store, "format"), is_short(client, "b1")) == (str(FORMAT), True)


def test_two_processes_of_which_one_does_not_know_the_number_yet_write_the_same_booking_in_turn(client, store):
    behind, ahead = store, store_on(client)
    list(migrate(client, KEYS))
    ahead.commit((), ())
    for turn in range(6):
        for one in (ahead, behind):
            written = booking(id="b1", number="111111", version=turn + 2)
            one.commit((), (KeepBooking(written),))
            assert ahead.booking("b1") == behind.booking("b1") == written
            behind.identity.form = FIRST


def test_a_backup_of_before_brings_the_first_form_back(client, store, redis_url):
    now = clock_at(client).now()
    held = taken(redis_url, now=now)
    list(migrate(client, KEYS))
    store.commit((), (KeepBooking(other(2)),))
    store.commit((), (KeepBooking(other(3)),))
    later = taken(redis_url, now=now)
    put_back(client, KEYS, CIPHER, held, now, ())
    store.commit((), (KeepBooking(other(4)),))
    assert (is_short(client, "b4"), [one.id for one in store.bookings()]) == (False, ["b1", "b4"])
    put_back(client, KEYS, CIPHER, later, now, ())
    store.commit((), (KeepBooking(other(4)),))
    assert (is_short(client, "b4"), [one.id for one in store.bookings()]) == (True, ["b1", "b2", "b3", "b4"])


# --- both forms side by side ---


@pytest.fixture
def both(client: Any, store: RedisStore) -> RedisStore:
    """A store with a booking and a talk of each form."""
    client.hset(KEYS.store, "format", SHORT)
    again = store_on(client)
    again.commit((), (KeepBooking(other(2)), KeepConversation(f"U{2:032}", TALK, 1)))
    assert [is_short(client, one) for one in ("b1", "b2")] == [False, True]
    return again


def test_lists_and_the_search_find_both(client, both, console):
    assert [one.id for one in console.bookings(["b1", "b2"])] == ["b1", "b2"]
    assert {one.id for one in console.found(by_name("山田"))} == {"b1", "b2"}
    assert both.load(USER, "e1").conversation == both.load(f"U{2:032}", "e2").conversation == TALK
    assert {one.id for one in both.bookings_of(f"U{2:032}")} == {"b2"}


def test_the_rotation_of_keys_leaves_each_in_its_form(client, both):
    rotated = Cipher([K2, K1])
    assert set(rotate(client, KEYS, rotated)) == {Sealing.RENEWED}
    assert [is_short(client, one) for one in ("b1", "b2")] == [False, True]
    alone = RedisStore(client, KEYS, Cipher([K2]), clock_at(client, WEDNESDAY))
    assert [one.id for one in alone.bookings()] == ["b1", "b2"]
    assert set(rotate(client, KEYS, rotated)) == {Sealing.CURRENT}


def test_what_is_kept_of_a_person_is_found_in_both(client, both):
    traces = Traces(client, KEYS, CIPHER, lambda value: f"no hash {value}")
    both.commit((), (KeepConversation("U-x", Conversation(id=USER, flow="book"), 1),))
    client.hset(KEYS.store, "format", FIRST)
    store_on(client).commit((), (KeepConversation("U-y", Conversation(id=USER, flow="book"), 1),))
    assert len([one for one in traces.of(USER, [], going_on=False, wish="") if "conversation:" in one]) == 2


def test_one_that_is_damaged_hides_no_other(client, both, console):
    sealed = client.hget(KEYS.booking("b2"), "sealed")
    client.hset(KEYS.booking("b2"), "sealed", sealed[:-8] + "AAAAAAA=")
    assert [one.id for one in console.bookings(["b1", "b2"])] == ["b1"]
    assert both.counters()["unreadable_booking"] == 1


# --- what a value says of itself ---


@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("clear", [b"", b"{}", b"x" * 100_000, "山田".encode(), bytes(range(256))])
def test_every_text_comes_back(clear, short):
    assert CIPHER.open("r", CIPHER.seal("r", clear, short=short)) == clear


@pytest.mark.parametrize("short", [True, False])
def test_the_mark_can_be_neither_taken_away_nor_added(short):
    sealed = CIPHER.seal("booking:b1", b'{"user":"U1"}', short=short)
    forged = sealed.replace(MARK, "") if short else sealed.replace(":", f":{MARK}")
    with pytest.raises(SealError):
        CIPHER.open("booking:b1", forged)


def test_a_readable_part_of_another_version_does_not_fit_a_short_digest():
    readable, sealed = split(booking(), "booking:b1", CIPHER, short=True)
    assert join(Booking, "booking:b1", readable, sealed, CIPHER) == booking()
    with pytest.raises(SealError):
        join(Booking, "booking:b1", readable.replace("requested", "confirmed"), sealed, CIPHER)


@pytest.mark.parametrize("damage", [lambda one: one[:-1], lambda one: one + b"x", lambda _: b"", lambda _: b"\xff" * 9])
def test_what_is_no_shortened_text_is_a_damaged_value(damage):
    with pytest.raises(ValueError, match=r"cut short|invalid|incorrect"):
        lengthened(damage(shortened(b'{"user":"U1"}')))


def test_a_value_that_would_fill_the_memory_comes_out_no_further_than_the_longest():
    bomb = shortened(b"0" * 50_000_000)
    assert len(bomb) < 500_000
    with pytest.raises(ValueError, match="too long"):
        lengthened(bomb)


def test_twin_without_the_limit_all_of_it_comes_out():
    bomb = shortened(b"0" * 50_000_000)
    assert len(zlib.decompressobj(WINDOW, DICTIONARY).decompress(bomb)) == 50_000_000


def test_what_is_longer_than_the_longest_is_kept_as_it_is():
    clear = b"0" * (LONGEST + 1)
    sealed = CIPHER.seal("r", clear, short=True)
    assert MARK not in sealed
    assert CIPHER.open("r", sealed) == clear


def test_the_dictionary_stays_as_it_is():
    """What was written with it could be read by no other: a better one gets a mark of its own."""
    assert sha256(DICTIONARY).hexdigest() == "b227c1aa52d38bbff09fb3505ac5114293f2f50988bd88ecad1a78622e6bb0a0"
