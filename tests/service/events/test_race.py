"""Fifty seekers press 申し込む at the same moment."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from bot.adapters.store.store import RedisStore
from bot.dialogue.incoming import Incoming, Sort
from bot.messages.line import text_of
from bot.ports.bookings import SlotHasRoom
from bot.ports.context import RequestContext
from bot.ports.events import Event, KeepConversation, Loaded
from bot.ports.store import Guard, Write
from bot.service.events.handle_event import reply_to
from tests.faults.rows import fault, twin
from tests.make import WEDNESDAY, office, tokyo
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at
from tests.talk import Talk

SEEKERS = 50
PATIENCE = 120  # seconds within which even a busy machine brings all of them


class Crowded(RedisStore):
    """A store with the window held wide open: nobody commits before all have seen the place free."""

    crowd: Barrier

    def load(self, user: str, event_id: str, *, counting: bool = False) -> Loaded:
        loaded = super().load(user, event_id, counting=counting)
        if event_id.endswith("-99") and not loaded.taken:
            self.crowd.wait(PATIENCE)
        return loaded


class Careless(Crowded):
    """The same without the look whether a place is left."""

    def commit(self, guards: Sequence[Guard], writes: Sequence[Write]) -> Sequence[str]:
        return super().commit([guard for guard in guards if not isinstance(guard, SlotHasRoom)], writes)


def town(client, store_type: type[RedisStore], places: int) -> RequestContext:
    clock = clock_at(client)
    store = store_type(client, KEYS, CIPHER, clock)
    return context_of(store, office=office(places=places))


def race(place: RequestContext) -> list[str]:
    """Let everybody stand at the review and apply at once; give each one's last answer."""
    for seeker in range(SEEKERS):
        answers = ("山田", f"13010-{10_000_000 + seeker}", f"0901234{seeker:04d}", f"s{seeker}@example.com")
        talk = Talk(office=place.office).says("予約", "1", "1", *answers, "1", "1", "12/3 14時")
        assert "申し込む" in talk.buttons()
        place.store.commit((), (KeepConversation(f"U{seeker:032x}", talk.conversation, 1),))
    place.store.crowd = Barrier(SEEKERS)

    def apply(seeker: int) -> None:
        name = f"{seeker}-99"
        incoming = Incoming(Sort.TEXT, name, WEDNESDAY + timedelta(seconds=99), text="申し込む", message_id=name)
        reply_to(place, Event(f"U{seeker:032x}", incoming, name))

    with ThreadPoolExecutor(SEEKERS) as pool:
        list(pool.map(apply, range(SEEKERS)))
    last = {token: text_of(messages[-1]) for token, messages in place.line.replies if token.endswith("-99")}
    return list(last.values())


@fault("F54", injected="50 seekers apply at the same moment")
@pytest.mark.parametrize("places", [1, 3])
def test_f54_a_slot_is_given_exactly_as_often_as_it_has_places(client, places):
    place = town(client, Crowded, places)
    said = race(place)
    assert len(said) == SEEKERS
    assert sum("申し込みを受け付けました" in text for text in said) == places
    assert sum("埋まりました" in text and "1. 12月3日（木）" in text for text in said) == SEEKERS - places
    assert [booking.start for booking in place.store.bookings()] == [tokyo("2026-12-03 14:00")] * places


@twin("F54", without="the count of places")
def test_f54_without_the_guard_the_same_crowd_oversells(client):
    """Who is interrupted at the commit reads anew and sees the place taken: not all 50 need to get it."""
    place = town(client, Careless, 1)
    race(place)
    assert len(place.store.bookings()) > 1
