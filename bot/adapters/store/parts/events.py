"""What one event needs: one trip to load it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapters.redis.client import store_errors
from bot.adapters.redis.clock import ms
from bot.adapters.redis.reasons import NewPrimaryError, store_error
from bot.adapters.server.in_hand import name_of
from bot.adapters.store.commands.events import EVENT_SECONDS
from bot.adapters.store.parts.bookings import AFTER_ALL, Bookings
from bot.adapters.store.parts.waitlist import Waitlist
from bot.adapters.store.records import adapter, or_none
from bot.adapters.store.rows.readable_bookings import fields_of
from bot.booking.lookup import by_user
from bot.booking.model import State
from bot.dialogue.conversation import Conversation
from bot.errors import SealError
from bot.ports.events import Loaded
from bot.ports.line import MenuBooking
from bot.ports.office import OfficeState

SLOW_SECONDS = 60
TOGETHER = 1000  # bookings of which Redis gives a field each at one time, so that others wait for thousandths


@dataclass(frozen=True)
class _Outline:
    id: str
    state: State
    start: datetime
    end: datetime
    version: int = 0


def _outline(readable: str) -> _Outline:
    return adapter(_Outline).validate_python(fields_of(readable))


class Events(Bookings, Waitlist):
    """Loads what one event needs, in one trip."""

    def load(self, user: str, event_id: str, *, counting: bool = False) -> Loaded:
        """Read what an event of a user needs, and which of his newest messages it is if it was not seen before."""
        with store_errors():
            spelling, keys = self._spelling(), self._keys
            who, his, now = spelling.hashed(user), spelling.hashed(by_user(user)), self._clock.now()
            names = [keys.event(event_id), keys.conversation(who), keys.open_by_user(who), keys.slots, keys.burst(who)]
            names += [keys.schedule, keys.terms_heads, keys.waits_by_user(who), keys.style(who), keys.refused(who)]
            names += [keys.deaths(name_of(event_id)), keys.open_erasure(who), keys.store, keys.changed_slots]
            names += [keys.staff_messages_of(who)]
            before, counted = self._taken.known(now), int(counting)
            told = [keys.booking(""), ms(now), counted, keys.wish(""), before.epoch, before.version]
            told += [keys.found(""), his]
            found = self._loaded(names, told)
            seen, talk, held, booking, taken, burst, schedule, heads, waits, wish, style, refused, deaths, *more = found
            office_state = self._office_state.read(schedule, more[3], dict(zip(heads[::2], heads[1::2], strict=True)))
        conversation = self._talks.take(who, talk[1]) if talk[1] else Conversation()
        if conversation is None:
            conversation = adapter(Conversation).validate_json(self._cipher.open(f"conversation:{who}", talk[1]))
        return Loaded(
            seen=bool(seen),
            conversation=conversation,
            version=int(talk[0] or 0),
            booking=self._his(user, self._open_booking(held, booking, now)),
            taken=self._taken.told(before, now, taken),
            burst=burst,
            office_state=office_state,
            wish=self._his(user, self._wish(waits, wish)),
            easy=style == "easy",
            refused=bool(refused) and int(refused.partition(" ")[0]) > ms(now),
            deaths=int(deaths or 0),
            erasing=bool(more[0]),
            has_bookings=bool(more[1]),
            has_messages=bool(more[2]),
        )

    def _loaded(self, names: list[str], told: list[Any]) -> list[Any]:
        """Ask for all of it, and beside it for what the circuit wants to know before the answer goes out."""
        asked = self._circuit.asks() if self._circuit else ()
        if not self._circuit or not asked:
            return list(self._load(names, told))
        answer = None
        try:
            *found, answer = self._load([*names, *self._circuit.names], [*told, *asked])
        finally:
            self._circuit.told(answer)
        return [*found, None]

    def seen(self, event_ids: Sequence[str]) -> frozenset[str]:
        """Give which of some events were taken before."""
        with store_errors():
            found = self._client.mget([self._keys.event(one) for one in event_ids])
        return frozenset(one for one, value in zip(event_ids, found, strict=True) if value)

    def confirm_seen(self, event_ids: Sequence[str]) -> None:
        """Return when events that were taken before are safe on as many machines as wanted; else StoreDownError.

        The try that took one may have ended because it waited for that in vain.
        """
        if not self._replicas.count:
            return
        with self.kept():
            missing = set(event_ids) - self.seen(event_ids)
        if missing:
            raise store_error(NewPrimaryError())

    def note_deaths(self, names: Sequence[str], count: int) -> None:
        """Add to how often a process ended while it had events in hand."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            for name in names:
                trip.incrby(self._keys.deaths(name), count)
                trip.expire(self._keys.deaths(name), EVENT_SECONDS)
            trip.execute()

    def reads_easy(self, user: str) -> bool:
        """Say whether a user reads やさしい日本語."""
        with store_errors():
            return bool(self._client.exists(self._keys.style(self._spelling().hashed(user))))

    def may_ask_to_slow_down(self, user: str) -> bool:
        """Say whether the user was not asked within the last minute, and note that he is asked now."""
        with store_errors():
            key = self._keys.slowed(self._spelling().hashed(user))
            return bool(self._client.set(key, "1", nx=True, ex=SLOW_SECONDS))

    def menu_bookings(self, since: datetime) -> Sequence[MenuBooking]:
        """Give what of each booking that starts from a moment on says which menu is shown, by start.

        Only those are opened that changed since this process did so: whose each is stands in the sealed part.
        """
        keys = self._keys
        with store_errors():
            ids = self._client.zrange(keys.bookings, ms(since), AFTER_ALL, byscore=True)
            parts = (ids[first : first + TOGETHER] for first in range(0, len(ids), TOGETHER))
            told = [one for some in parts for one in self._load_outlines([keys.bookings], [keys.booking(""), *some])]
        damaged = lambda: self.count("unreadable_booking")  # noqa: E731 - one line is the whole of it
        found = [one for one in (or_none(damaged, _outline, text) for text in told) if one]
        changed = [one.id for one in found if self._users.get(one.id, (-1, ""))[0] != one.version]
        known = {**self._users, **{one.id: (one.version, one.user) for one in self.bookings_with(changed)}}
        self._users = {one.id: known[one.id] for one in found if one.id in known}
        kept = self._users
        return [MenuBooking(kept[one.id][1], one.state, one.start, one.end) for one in found if one.id in kept]

    def menus_shown(self, users: Sequence[str]) -> Mapping[str, str]:
        """Give the rich menu that each of some users was shown last; who is not in it was shown none of his own."""
        if not users:
            return {}
        with store_errors():
            spelling = self._spelling()
            shown = self._client.mget([self._keys.menu(spelling.hashed(user)) for user in users])
        return {user: menu for user, menu in zip(users, shown, strict=True) if menu}

    def menu_readers(self) -> Sequence[str]:
        """Give the users who chose their style of words: the easy one, or lately the way back from it."""
        with store_errors():
            who = self._client.zrange(self._keys.menu_readers, 0, -1)
            sealed = self._client.mget([self._keys.menu_reader(one) for one in who]) if who else []
        found = [self._menu_reader(one, told) for one, told in zip(who, sealed, strict=True) if told]
        return [user for user in found if user]

    def _menu_reader(self, who: str, sealed: str) -> str:
        """Give the user, "" where it can't be opened: the menus of others must not wait for that."""
        try:
            return self._cipher.open(f"menu-reader:{who}", sealed).decode()
        except SealError:
            self.count("unreadable_menu_reader")
            return ""

    def easy_among(self, users: Sequence[str]) -> frozenset[str]:
        """Give those of some users who read やさしい日本語."""
        if not users:
            return frozenset()
        with store_errors():
            spelling = self._spelling()
            styles = self._client.mget([self._keys.style(spelling.hashed(user)) for user in users])
        return frozenset(user for user, style in zip(users, styles, strict=True) if style)

    def office_state(self) -> OfficeState:
        """Give what the office decided at run time."""
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            trip.hmget(self._keys.schedule, "open", "sealed")
            trip.hgetall(self._keys.terms_heads)
            (schedule, sealed), heads = trip.execute()
            return self._office_state.read(schedule, sealed, heads)
