"""What must hold whatever went wrong. `broken` names each breach; a test asserts that there is none.

I1 no acknowledged event is lost · I2 nothing has its effect twice · I3 no time is given more often than it has places ·
I4 nobody reads what is another's · I5 records and indexes agree · I6 nothing ends in silence
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from bot.adapters.redis.clock import ms
from bot.booking.model import Booking, State
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.notices.troubles import is_trouble
from bot.booking.rooms.job import LedgerRow, RoomJob
from bot.playground.line.platform import Platform
from bot.ports.context import RequestContext
from bot.service.health.compare import compare

SETTLED = frozenset({NoticeState.ACCEPTED, NoticeState.EXPIRED, NoticeState.UNDELIVERABLE, NoticeState.UNKNOWN})
FROM_ROOM = frozenset({Kind.DETAILS, Kind.ROOM_LATE})


def broken(context: RequestContext, line: Platform | None = None, acknowledged: Iterable[str] = ()) -> list[str]:
    """Give every breach of the invariants, by what is in the store and what the local LINE saw."""
    bookings = context.store.bookings()
    return [
        *_lost(context, acknowledged),
        *_twice(bookings),
        *_over_booked(context, bookings),
        *_at_odds(context, bookings),
        *(f"I5 {one.kind} {one.id}" for one in compare(context)),
        *_silent(context, bookings),
        *(chain(_sent_twice(line), _mixed_up(line, bookings)) if line else ()),
    ]


def _lost(context: RequestContext, acknowledged: Iterable[str]) -> Iterator[str]:
    client, keys = _inside(context)
    for event in acknowledged:
        if not client.exists(keys.event(event)):
            yield f"I1 event {event} was acknowledged and is not known"


def _twice(bookings: list[Booking]) -> Iterator[str]:
    events = Counter(one.consent.event_id for one in bookings if one.user and one.consent.event_id.startswith("0"))
    yield from (f"I2 event {event} made {count} bookings" for event, count in events.items() if count > 1)
    live = [one for one in bookings if one.is_live]
    holders = Counter(one.user for one in live if one.user)
    holders += Counter(one.answers["number"].key for one in live if "number" in one.answers)
    yield from (f"I2 {count} open bookings of one person" for count in holders.values() if count > 1)


def _over_booked(context: RequestContext, bookings: list[Booking]) -> Iterator[str]:
    taken = Counter(start for one in bookings for start in one.places)
    for start, count in taken.items():
        if count > context.office.places:
            yield f"I3 {count} bookings hold {start}"


def _at_odds(context: RequestContext, bookings: list[Booking]) -> Iterator[str]:
    """Compare the indexes with the records."""
    client, keys = _inside(context)
    held = {(name.partition("/")[0], round(at)) for name, at in client.zrange(keys.slots, 0, -1, withscores=True)}
    ours = {(name, at) for name, at in held if not name.startswith(("wish:", "rest:"))}
    wanted = {(one.id, ms(start)) for one in bookings for start in one.places}
    yield from (f"I5 place {one} is held without a booking" for one in ours - wanted)
    yield from (f"I5 booking {one} holds no place" for one in wanted - ours)
    confirmed = {one.id for one in bookings if one.state is State.CONFIRMED}
    if set(client.zrange(keys.confirmed, 0, -1)) != confirmed:
        yield "I5 the list of the confirmed is not that of the records"
    unanswered = {one.id for one in bookings if one.state in (State.REQUESTED, State.OFFERED)}
    if not set(client.zrange(keys.expiring, 0, -1)) <= unanswered:
        yield "I5 something that is answered is to run out"
    numbers = client.hgetall(keys.numbers)
    yield from (f"I5 {one.number} leads elsewhere" for one in bookings if numbers.get(one.number) != one.id)
    for one in bookings:
        owner = client.get(keys.open_by_user(context.store.hashed(one.user))) if one.user and one.is_live else one.id
        if not owner or not owner.endswith(one.id):
            yield f"I5 the user of {one.id} is not known to have it"


def _silent(context: RequestContext, bookings: list[Booking]) -> Iterator[str]:
    client, keys = _inside(context)
    to_do = {row for due in _due_sets(keys) for row in client.zrange(due, 0, -1)}
    replies = map(context.store.reply, client.zrange(keys.due_replies, 0, -1))
    to_do |= {reply.notice for reply in replies if reply}
    troubles = set(client.zrange(keys.troubles, 0, -1))
    for booking in bookings:
        rows = context.store.ledger(booking.id)
        if booking.state is State.CONFIRMED and not any(_tells_room(row, booking) for row in rows):
            yield f"I6 nothing tells {booking.id} of its room"
        for row in rows:
            if row.state not in SETTLED and row.id not in to_do:
                yield f"I6 {row.id} waits and nothing looks at it"
            if row.state in SETTLED and is_trouble(row) and row.id not in troubles and not _stood_in_for(row, rows):
                yield f"I6 {row.id} did not arrive and nobody is told"


def _due_sets(keys: Any) -> tuple[str, ...]:
    return keys.due_notices, keys.due_mail, keys.due_rooms


def _tells_room(row: LedgerRow, booking: Booking) -> bool:
    return row.edition == booking.edition and (row.kind in FROM_ROOM or isinstance(row, RoomJob))


def _stood_in_for(row: LedgerRow, rows: tuple[LedgerRow, ...]) -> bool:
    return any(other.kind is row.kind and other.way != row.way for other in rows)


def _sent_twice(line: Platform) -> Iterator[str]:
    accepted = [one for one in list(line.gate.log) if one.status == 200 and one.endpoint in ("push", "reply")]
    marks = Counter(one.retry_key or (one.body or {}).get("replyToken") for one in accepted)
    yield from (f"I2 LINE accepted {mark} {count} times" for mark, count in marks.items() if mark and count > 1)


def _mixed_up(line: Platform, bookings: list[Booking]) -> Iterator[str]:
    """Look for booking numbers and rooms in the talks of others."""
    owners: dict[str, set[str]] = {}
    for one in bookings:
        for secret in (one.number, *((one.room.meeting_id,) if one.room else ())):
            owners.setdefault(secret, set()).add(one.user)
    for user in list(line.world.people):
        said = "\n".join(str(entry.message) for entry in line.transcript(user) if entry.who == "bot")
        yield from (
            f"I4 {user} reads {where}" for where in foreign(said, (one for one in owners if user not in owners[one]))
        )


def foreign(said: str, secrets: Iterable[str]) -> Iterator[str]:
    """Give each secret of others that stands in a text, with what stands around it.

    It must stand there as a word of its own: among thousands of ids and hashes, six digits in a row come by chance.
    """
    for secret in secrets:
        if secret in said and (found := re.search(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", said)):
            yield f"{secret} in …{said[max(0, found.start() - 30) : found.end() + 30]}…"


def _inside(context: RequestContext) -> tuple[Any, Any]:
    """Give the client and the keys of the real store."""
    store: Any = context.store
    return store._client, store._keys
