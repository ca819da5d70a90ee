"""Spells the guards and writes of bot.ports.store as the commit script takes them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatch
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from bot.adapters.redis.clock import ms
from bot.adapters.store.cipher import Cipher, keyed_hash, signature
from bot.adapters.store.forms import COMPACT, FIRST, SHORT
from bot.adapters.store.keys import Keys
from bot.adapters.store.records import split, split_booking
from bot.adapters.store.together import Rider
from bot.booking.model import Booking
from bot.booking.name_uuid import name_uuid
from bot.dialogue.conversation import Conversation
from bot.ports.audit import Record
from bot.ports.store import Guard, Under, Write

Line = list[Any]  # of texts, and where one part of a commit has guards of its own, of lines

TALK_SECONDS = 24 * 3600
EPOCHS = UUID("0e0a4a0e-6c0f-4f43-9a2c-3f1d5f6b7a20")


@dataclass(frozen=True, repr=False)
class Spelling:
    """Knows the keys, seals what is personal, hashes what is looked up, gives each epoch retry keys of its own.

    form  the number of the form in which the data is to be written (bot/adapters/store/migrations.py)
    keep_talk  takes whose conversation was sealed, how, and as it is
    """

    keys: Keys
    cipher: Cipher
    lookup_key: bytes
    now: Callable[[], datetime]
    epoch: str = ""
    form: int = FIRST
    keep_talk: Callable[[str, str, Conversation], object] = lambda *_: None
    _hashed: dict[str, str] = field(default_factory=dict)  # of this one commit

    def hashed(self, value: str) -> str:
        """Give the form under which a personal value is looked up; of its user a commit asks for it often."""
        if value not in self._hashed:
            self._hashed[value] = keyed_hash(self.lookup_key, value)
        return self._hashed[value]

    def parted(self, record: Any, name: str) -> tuple[str, str]:
        """Give a record as (readable JSON, sealed JSON), which is bound to the record's name."""
        return split(record, name, self.cipher, short=self.form >= SHORT)

    def parted_booking(self, booking: Booking, name: str) -> tuple[str, str]:
        """Give the same of a booking, whose readable part has a form of its own (readable_bookings.py)."""
        if self.form >= COMPACT:
            return split_booking(booking, name, self.cipher)
        return self.parted(booking, name)

    def sealed(self, name: str, clear: bytes) -> str:
        """Seal the JSON of a whole record, bound to its name."""
        return self.cipher.seal(name, clear, short=self.form >= SHORT)

    def signed(self, text: str) -> str:
        """Sign a line of the audit log."""
        return signature(self.lookup_key, text)

    def of_this_epoch(self, retry_key: str) -> str:
        """Give the key under which something new goes out.

        After a restore the same booking may get the same notice anew; under the former key LINE would not bring it.
        """
        return name_uuid(EPOCHS, f"{self.epoch} {retry_key}")

    def placed(self, *held: tuple[str, datetime | None]) -> Line:
        """Let each name hold the place at a start, None = at none."""
        parts = (part for name, start in held for part in (name, str(ms(start)) if start else ""))
        return ["PLACE", self.keys.slots, self.keys.changed_slots, *parts]

    def commit(self, guards: Sequence[Guard], writes: Sequence[Write], riders: Sequence[Rider] = ()) -> list[bytes]:
        """Give guards and writes as the commit script takes them: [place among the guards, op, key, …], and commands.

        The audit log comes first, so that nothing is unaudited.
        """
        ordered = sorted(writes, key=lambda write: not isinstance(write, Record))
        alone = [Under(one.guards, one.writes) for one in riders]
        return [to_json(self.asked(guards)), to_json(self.written([*ordered, *alone]))]

    def asked(self, guards: Sequence[Guard]) -> list[Line]:
        """Give the lines of guards."""
        return [[str(place), *line] for place, one in enumerate(guards) for line in _OF_GUARD[type(one)](one, self)]

    def written(self, writes: Sequence[Write]) -> list[Line]:
        """Give the lines of writes."""
        return [line for write in writes for line in _OF_WRITE[type(write)](write, self)]

    def looked_at(self, due_set: str, row: str, due: datetime) -> Iterator[Line]:
        """Let a sweep look at a row at a moment, and wake those that sleep: it may be soon."""
        yield ["ZADD", due_set, str(ms(due)), row]
        yield ["WAKE", self.keys.wake]


@singledispatch
def guard_lines(guard: Guard, _: Spelling) -> Iterator[Line]:
    """Give what the script checks for a guard; each module of this folder adds its own."""
    raise TypeError(type(guard).__name__)


@singledispatch
def write_lines(write: Write, _: Spelling) -> Iterator[Line]:
    """Give the commands of a write; each module of this folder adds its own."""
    raise TypeError(type(write).__name__)


class _ByType(dict[Any, Callable[[Any, Spelling], Iterator[Line]]]):
    """What spells each type, ten times an event: `singledispatch` looks it up by a weak reference at each call."""

    def __init__(self, every: Any) -> None:
        super().__init__()
        self._every = every

    def __missing__(self, kind: Any) -> Callable[[Any, Spelling], Iterator[Line]]:
        found: Callable[[Any, Spelling], Iterator[Line]] = self._every.dispatch(kind)
        self[kind] = found
        return found


_OF_GUARD, _OF_WRITE = _ByType(guard_lines), _ByType(write_lines)


@write_lines.register
def _(write: Under, spelling: Spelling) -> Iterator[Line]:
    yield ["UNDER", spelling.asked(write.guards), spelling.written(write.writes)]
