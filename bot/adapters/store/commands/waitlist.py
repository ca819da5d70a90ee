"""Spells the waiting list and the places kept for it."""

from collections.abc import Iterator

from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.spelling import TALK_SECONDS, Line, Spelling, guard_lines, write_lines
from bot.adapters.store.records import adapter
from bot.booking.waitlist import number_of
from bot.ports.waitlist import (
    DropReleasedPlace,
    KeepReleasedPlace,
    KeepWish,
    NotWaiting,
    ReleasedPlace,
    ReleasedPlaceIs,
    WishIs,
)

WISH_SECONDS = 400 * 24 * 3600  # longer than any horizon


@guard_lines.register
def _(guard: WishIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.wish(guard.id), "v", str(guard.version)]


@guard_lines.register
def _(guard: NotWaiting, spelling: Spelling) -> Iterator[Line]:
    yield from (["absent", key] for key in _waits(spelling, guard.user, guard.number_key))


@guard_lines.register
def _(guard: ReleasedPlaceIs, spelling: Spelling) -> Iterator[Line]:
    yield ["has_field", spelling.keys.released_places, guard.id]


@write_lines.register
def _(write: KeepWish, spelling: Spelling) -> Iterator[Line]:
    wish, keys = write.wish, spelling.keys
    readable, sealed = spelling.parted(wish, f"wish:{wish.id}")
    yield ["HSET", keys.wish(wish.id), "v", str(wish.version), "open", readable, "sealed", sealed]
    yield spelling.placed((wish.kept_as, wish.offered))
    if wish.counsellor and wish.offered:
        yield ["ZADD", keys.counsellor(wish.counsellor), str(ms(wish.offered)), wish.kept_as]
    elif wish.counsellor:
        yield ["ZREM", keys.counsellor(wish.counsellor), wish.kept_as]
    number = number_of(write.earlier) if write.earlier else ""
    if number and number != number_of(wish):
        yield ["DELIF", keys.waits_by_number(spelling.hashed(number)), wish.id]
    held = _waits(spelling, wish.user, number_of(wish))
    if wish.is_live and write.due:
        yield ["ZADD", keys.wishes, str(ms(wish.since)), wish.id]
        yield from spelling.looked_at(keys.due_wishes, wish.id, write.due)
        yield ["EXPIRE", keys.wish(wish.id), str(WISH_SECONDS)]
        yield from (["SET", key, wish.id, "EX", str(WISH_SECONDS)] for key in held)
    else:
        yield ["ZREM", keys.wishes, wish.id]
        yield ["ZREM", keys.due_wishes, wish.id]
        yield ["EXPIRE", keys.wish(wish.id), str(TALK_SECONDS)]
        yield from (["DELIF", key, wish.id] for key in held)
    if write.forget:
        yield ["DEL", keys.wish(wish.id)]


@write_lines.register
def _(write: KeepReleasedPlace, spelling: Spelling) -> Iterator[Line]:
    yield spelling.placed((f"rest:{write.place.id}", write.place.start))
    place = adapter(ReleasedPlace).dump_json(write.place).decode()
    yield ["HSET", spelling.keys.released_places, write.place.id, place]


@write_lines.register
def _(write: DropReleasedPlace, spelling: Spelling) -> Iterator[Line]:
    yield spelling.placed((f"rest:{write.id}", None))
    yield ["HDEL", spelling.keys.released_places, write.id]


def _waits(spelling: Spelling, user: str, number: str) -> list[str]:
    by_number = [spelling.keys.waits_by_number(spelling.hashed(number))] if number else []
    return [spelling.keys.waits_by_user(spelling.hashed(user)), *by_number]
