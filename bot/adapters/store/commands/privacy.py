"""Spells links to the form page, erasures, refusals."""

from collections.abc import Iterator

from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.spelling import TALK_SECONDS, Line, Spelling, guard_lines, write_lines
from bot.adapters.store.records import plain
from bot.ports.privacy import (
    DetailsLinkIsUnused,
    DropErasure,
    DropTraces,
    KeepDetailsLink,
    KeepErasure,
    KeepRefusal,
    NoOpenErasure,
    NotRefused,
    RefusalIs,
    UseDetailsLink,
)

LINK_SECONDS = 3600  # longer than a link is good for, so that the page can say why it isn't any more
FOREVER = "9" * 15  # in ms: no clock comes there


@guard_lines.register
def _(guard: NotRefused, spelling: Spelling) -> Iterator[Line]:
    for one in (guard.user, guard.number_key):
        if one:
            yield ["over", spelling.keys.refused(spelling.hashed(one)), str(ms(spelling.now()))]


@guard_lines.register
def _(guard: NoOpenErasure, spelling: Spelling) -> Iterator[Line]:
    yield ["absent", _open_erasure(spelling, guard.user, guard.booking)]


@guard_lines.register
def _(guard: RefusalIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.refusal(guard.id), "v", str(guard.version)]


@guard_lines.register
def _(guard: DetailsLinkIsUnused, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.details(spelling.hashed(guard.token)), "state", "open"]


@write_lines.register
def _(write: KeepDetailsLink, spelling: Spelling) -> Iterator[Line]:
    hashed = spelling.hashed(write.token)
    sealed = spelling.sealed(f"details:{hashed}", plain(write.link))
    yield ["HSET", spelling.keys.details(hashed), "state", "open", "sealed", sealed]
    yield ["EXPIRE", spelling.keys.details(hashed), str(LINK_SECONDS)]


@write_lines.register
def _(write: UseDetailsLink, spelling: Spelling) -> Iterator[Line]:
    key = spelling.keys.details(spelling.hashed(write.token))
    yield ["HDEL", key, "sealed"]
    yield ["HSET", key, "state", "used"]
    yield ["EXPIRE", key, str(LINK_SECONDS)]


@write_lines.register
def _(write: KeepErasure, spelling: Spelling) -> Iterator[Line]:
    name, key = f"erasure:{write.erasure.id}", spelling.keys.erasure(write.erasure.id)
    yield ["HSET", key, "sealed", spelling.sealed(name, plain(write.erasure)), "lease", ""]
    yield from spelling.looked_at(spelling.keys.due_erasures, write.erasure.id, write.due)
    yield ["SET", _open_erasure(spelling, write.erasure.user, write.erasure.booking), write.erasure.id]


@write_lines.register
def _(write: DropErasure, spelling: Spelling) -> Iterator[Line]:
    done = write.erasure
    yield ["DEL", spelling.keys.erasure(done.id)]
    yield ["ZREM", spelling.keys.due_erasures, done.id]
    yield ["DELIF", _open_erasure(spelling, done.user, done.booking), done.id]


@write_lines.register
def _(write: DropTraces, _spelling: Spelling) -> Iterator[Line]:
    yield from (["DEL", key] for key in write.keys)


@write_lines.register
def _(write: KeepRefusal, spelling: Spelling) -> Iterator[Line]:
    refusal, keys = write.refusal, spelling.keys
    until = str(ms(refusal.until)) if refusal.until else FOREVER
    refused = [(keys.refused(hashed), f"{until} {refusal.id}") for hashed in refusal.who]
    life: list[str] = []  # without an end, it stays until it is lifted
    if refusal.until:
        life = ["EX", str(round((refusal.until - spelling.now()).total_seconds()) + TALK_SECONDS)]
    if write.forget or not refusal.is_in_force(spelling.now()):
        yield from (["DELIF", key, value] for key, value in refused)
    else:
        yield from (["SET", key, value, *life] for key, value in refused)
    if write.forget:
        yield ["DEL", keys.refusal(refusal.id)]
        yield ["ZREM", keys.refusals, refusal.id]
        return
    readable, sealed = spelling.parted(refusal, f"refusal:{refusal.id}")
    yield ["HSET", keys.refusal(refusal.id), "v", str(refusal.version), "open", readable, "sealed", sealed]
    yield ["ZADD", keys.refusals, str(ms(refusal.since)), refusal.id]


def _open_erasure(spelling: Spelling, user: str, booking: str) -> str:
    return spelling.keys.open_erasure(spelling.hashed(user or booking))
