"""Spells an event and the conversation that it belongs to, with the style and menu of its person."""

from collections.abc import Iterator

from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.spelling import TALK_SECONDS, Line, Spelling, guard_lines, write_lines
from bot.adapters.store.records import plain
from bot.ports.events import (
    EVENTS_KNOWN,
    ConversationIs,
    CountMessage,
    EventIsNew,
    KeepConversation,
    KeepStyle,
    NameStyle,
    RememberEvent,
    StoreHasRoom,
)
from bot.ports.line import ForgetMenuReader, NoteMenus

EVENT_SECONDS = int(EVENTS_KNOWN.total_seconds())
BURST_SECONDS = 10
STYLE_SECONDS = 400 * 24 * 3600
MENU_SECONDS = 40 * 24 * 3600


@guard_lines.register
def _(guard: EventIsNew, spelling: Spelling) -> Iterator[Line]:
    yield ["absent", spelling.keys.event(guard.event_id)]


@guard_lines.register
def _(guard: ConversationIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.conversation(spelling.hashed(guard.user)), "v", str(guard.version)]


@guard_lines.register
def _(_guard: StoreHasRoom, _spelling: Spelling) -> Iterator[Line]:
    yield from ()  # the server itself looks at it before the script begins


@write_lines.register
def _(write: RememberEvent, spelling: Spelling) -> Iterator[Line]:
    yield ["SET", spelling.keys.event(write.event_id), "1", "EX", str(EVENT_SECONDS)]


@write_lines.register
def _(write: CountMessage, spelling: Spelling) -> Iterator[Line]:
    yield ["COUNT", spelling.keys.burst(spelling.hashed(write.user)), str(BURST_SECONDS)]


@write_lines.register
def _(write: KeepConversation, spelling: Spelling) -> Iterator[Line]:
    who = spelling.hashed(write.user)
    key = spelling.keys.conversation(who)
    sealed = spelling.sealed(f"conversation:{who}", plain(write.conversation))
    spelling.keep_talk(who, sealed, write.conversation)
    yield ["HSET", key, "v", str(write.version), "sealed", sealed]
    yield ["EXPIRE", key, str(TALK_SECONDS)]


@write_lines.register
def _(write: NoteMenus, spelling: Spelling) -> Iterator[Line]:
    for user in write.users:
        yield ["SET", spelling.keys.menu(spelling.hashed(user)), write.menu, "EX", str(MENU_SECONDS)]
    yield ["ZREMRANGEBYSCORE", spelling.keys.menu_readers, "-inf", str(ms(spelling.now()))]


@write_lines.register
def _(write: KeepStyle, spelling: Spelling) -> Iterator[Line]:
    who, keys = spelling.hashed(write.user), spelling.keys
    key, seconds = keys.style(who), STYLE_SECONDS if write.easy else TALK_SECONDS
    yield ["SET", key, "easy", "EX", str(STYLE_SECONDS)] if write.easy else ["DEL", key]
    sealed = spelling.sealed(f"menu-reader:{who}", write.user.encode())
    yield ["SET", keys.menu_reader(who), sealed, "EX", str(seconds)]
    yield ["ZADD", keys.menu_readers, str(ms(spelling.now()) + seconds * 1000), who]


@write_lines.register
def _(write: NameStyle, spelling: Spelling) -> Iterator[Line]:
    yield ["NAME", spelling.keys.style(spelling.hashed(write.user))]


@write_lines.register
def _(write: ForgetMenuReader, spelling: Spelling) -> Iterator[Line]:
    who = spelling.hashed(write.user)
    yield ["DEL", spelling.keys.menu_reader(who)]
    yield ["ZREM", spelling.keys.menu_readers, who]
