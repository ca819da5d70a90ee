"""Messages of one person are counted where they are taken, however many are read at one moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from bot.adapters.store.store import RedisStore
from bot.dialogue.incoming import Incoming, Sort
from bot.ports.context import RequestContext
from bot.ports.events import ConversationIs, Event
from bot.service.events.handle_event import put_aside, reply_to
from tests.faults.rows import fault, twin
from tests.make import USER, office
from tests.service.chat import event
from tests.service.make_context import PatientInHand, context_of, with_office
from tests.stores import CIPHER, KEYS, clock_at

MOST = 3


class Crowded(RedisStore):
    """A store that lets two read before either writes, once."""

    meeting: Barrier | None = None

    def load(self, *args, **more):
        loaded, meeting = super().load(*args, **more), self.meeting
        if meeting:
            meeting.wait(60)
            self.meeting = None
        return loaded


class Careless(Crowded):
    """The same without the look whether the conversation is still the one that was read."""

    def commit(self, guards, writes):
        return super().commit([one for one in guards if not isinstance(one, ConversationIs)], writes)


def town(client, store_type: type[Crowded] = Crowded) -> RequestContext:
    store = store_type(client, KEYS, CIPHER, clock_at(client))
    return with_office(context_of(store), office(messages_in_10_seconds=MOST))


def of_two_processes_at_once(place: RequestContext) -> list[str]:
    """Let two processes read the last message that is taken and one more at one moment; give what became of them."""
    for number in range(1, MOST):
        assert reply_to(place, event(number, "予約")) == "taken"
    place.store.meeting = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        each = [replace(place, in_hand=PatientInHand()) for _ in range(2)]
        asked = [threads.submit(reply_to, one, event(10 + number, "予約")) for number, one in enumerate(each)]
        return sorted(str(one.result()) for one in asked)


@fault("F16", injected="two messages of one person are read at one moment")
def test_f16_no_more_are_taken_than_may_be(client):
    assert of_two_processes_at_once(town(client)) == ["slowed", "taken"]


@twin("F16", without="the look whether the conversation is as it was read")
def test_f16_both_would_be_taken(client):
    assert of_two_processes_at_once(town(client, Careless)) == ["taken", "taken"]


def test_what_broke_us_counts_and_what_is_no_message_does_not(client):
    place = town(client)
    put_aside(place, event(1, "予約"))
    for number, sort in enumerate((Sort.UNFOLLOW, Sort.FOLLOW, Sort.UNFOLLOW, Sort.FOLLOW), 2):
        reply_to(place, Event(USER, Incoming(sort, f"e{number}", place.clock.now())))
    assert place.store.load(USER, "new", counting=True).burst == 2


def test_who_waits_is_taken_again(client):
    place = town(client)
    outcomes = [reply_to(place, event(number, "予約")) for number in range(MOST + 2)]
    assert outcomes == ["taken"] * MOST + ["slowed"] * 2
    client.delete(KEYS.burst(place.store.hashed(USER)))  # as its ten seconds end
    assert reply_to(place, event(99, "予約")) == "taken"


def test_ten_seconds_begin_with_the_first(client):
    place = town(client)
    key = KEYS.burst(place.store.hashed(USER))
    reply_to(place, event(1, "予約"))
    client.pexpire(key, 5000)
    reply_to(place, event(2, "予約"))
    assert (client.get(key), 0 < client.pttl(key) <= 5000) == ("2", True)
