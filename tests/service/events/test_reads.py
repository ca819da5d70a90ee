"""What an event reads beside the one trip that loads it."""

from dataclasses import replace

from bot.adapters.store.store import RedisStore
from bot.service.events.handle_event import reply_to
from tests.service.chat import event
from tests.service.make_context import context_on


class Counting(RedisStore):
    """A store that counts how often the bookings of a user are read, or what he left for staff."""

    def bookings_of(self, user):
        self.reads = getattr(self, "reads", 0) + 1
        return super().bookings_of(user)

    def staff_messages_of(self, user):
        self.reads = getattr(self, "reads", 0) + 1
        return super().staff_messages_of(user)


class Forgetful(Counting):
    """The same, which does not know that there are none."""

    def load(self, user, event_id, *, counting=False):
        return replace(super().load(user, event_id, counting=counting), has_bookings=True, has_messages=True)


def reads(client, kind) -> int:
    context = context_on(client, kind=kind)
    for number, text in enumerate(("こんにちは", "明日あいてますか", "確認"), 1):
        reply_to(context, event(number, text))
    return getattr(context.store, "reads", 0)


def test_who_has_nothing_kept_costs_no_second_read(client):
    assert reads(client, Counting) == 0


def test_twin_without_knowing_it_each_text_would(client):
    assert reads(client, Forgetful) == 5  # bookings each time, messages for the texts that are no command
