"""What every part of the store stands on: the connection, the scripts, which store this is, how values are hashed."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol, TypeVar

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.redis.memory_full import ALLOWED, OBEYING, WITHIN_MARGIN
from bot.adapters.redis.replicas import Replicas
from bot.adapters.store.cipher import Cipher, signature
from bot.adapters.store.commands.spelling import Spelling
from bot.adapters.store.forms import FIRST
from bot.adapters.store.keys import Keys
from bot.adapters.store.last_seen import LastSeen
from bot.adapters.store.parts.claims import Claims
from bot.adapters.store.parts.identity import Beginning, Identity
from bot.adapters.store.parts.latest_talks import LatestTalks
from bot.adapters.store.parts.office_state import OfficeStateReader
from bot.adapters.store.parts.staff_messages import StaffMessages
from bot.adapters.store.parts.taken_places import TakenPlaces
from bot.adapters.store.scripts.audit import AUDIT, AUDIT_PLACES
from bot.adapters.store.scripts.commit import COMMIT, WRITE
from bot.adapters.store.scripts.event import COUNT_TAKEN, LOAD
from bot.adapters.store.scripts.found import FOUND_EACH
from bot.adapters.store.scripts.records import BOOKING, LEDGER, OUTLINES, RECORDS, TO_SEND
from bot.adapters.store.scripts.replies import FIRST_REPLY, STEP_REPLY
from bot.adapters.store.scripts.sweep import AGENDA, HEARD
from bot.adapters.store.scripts.which_store import PROVE
from bot.booking.model import Booking
from bot.booking.staff.staff_message import StaffMessage
from bot.booking.waitlist import WaitingWish
from bot.errors import StoreChangedError
from bot.ports.audit import Seal
from bot.ports.clock import Clock
from bot.service.audit.lines import read_line, sealed

NOTHING = nullcontext()  # to see to
Owned = TypeVar("Owned", Booking, WaitingWish, StaffMessage)


class AsksBeside(Protocol):
    """What has something of its own answered along with the look at an event, as the circuit of LINE does.

    names  the keys that this needs
    """

    names: list[str]

    def asks(self) -> Sequence[int]:
        """Give what the answer is to bear for it, () for nothing; then it has to be told."""

    def told(self, answer: Sequence[int] | None) -> None:
        """Take the answer; None where none came."""


class StoreBase:
    """What every part of the store has: the connection, the scripts, which store this is, how values are hashed."""

    def __init__(
        self,
        client: Client,
        keys: Keys,
        cipher: Cipher,
        clock: Clock,
        last_seen: LastSeen | None = None,
        replicas: int = 0,
        circuit: AsksBeside | None = None,
    ) -> None:
        """Take, besides, the circuit of LINE, to which the look at each event tells how calls go."""
        self._client, self._keys, self._cipher, self._clock = client, keys, cipher, clock
        self.identity = Identity(
            client,
            keys,
            last_seen or LastSeen(),
            self.signed,
            self._beginning,
            self._forget,
            counts_safe_only=replicas > 0,
        )
        self._circuit = circuit
        self._replicas = Replicas(client, keys.replicated, replicas)
        self._commit = client.register_script(OBEYING + COMMIT)
        self._commit_within_margin = client.register_script(WITHIN_MARGIN + COMMIT)
        self._commit_freeing = client.register_script(ALLOWED + COMMIT)
        self._write = client.register_script(WRITE)
        self._heard = client.register_script(HEARD)
        self._told = dict[str, float]()  # when a process of a queue told last that it lives, by the monotonic clock
        self._prove = client.register_script(PROVE)
        self._load = client.register_script(LOAD)
        self._load_booking, self._load_ledger = client.register_script(BOOKING), client.register_script(LEDGER)
        self._load_records = client.register_script(RECORDS)
        self._load_to_send, self._load_outlines = client.register_script(TO_SEND), client.register_script(OUTLINES)
        self._users: dict[str, tuple[int, str]] = {}  # by booking: in which version whose it was
        self._count_taken = client.register_script(COUNT_TAKEN)
        self._taken, self._talks = TakenPlaces(), LatestTalks()
        self._claims = Claims(client, keys)
        self._first = client.register_script(FIRST_REPLY)
        self._step = client.register_script(STEP_REPLY)
        self._audit, self._agenda = client.register_script(AUDIT), client.register_script(AGENDA)
        self._audit_places, self._found_each = client.register_script(AUDIT_PLACES), client.register_script(FOUND_EACH)
        self._lookup_key = b""
        self._office_state = OfficeStateReader(client, keys, cipher)
        self._messages = StaffMessages(client, keys, cipher, lambda: self.count("unreadable_staff_message"))

    def kept(self) -> AbstractContextManager[None]:
        """See to it that what is written or found within is safe on as many machines as wanted; else StoreDownError."""
        return self._kept() if self._replicas.count else NOTHING

    @contextmanager
    def _kept(self) -> Iterator[None]:
        with self.identity.made_safe(), self._replicas.kept():
            yield

    def hashed(self, value: str) -> str:
        """Give the form under which a personal value is looked up."""
        with store_errors():
            return self._spelling().hashed(value)

    def signed(self, text: str) -> str:
        """Sign a text with a key that who can only write to Redis does not have."""
        with store_errors():
            return signature(self._lookup(), text)

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter, outside any commit."""
        with store_errors():
            self._client.hincrby(self._keys.counters, name, by)

    def _spelling(self, epoch: str = "", form: int = FIRST) -> Spelling:
        return Spelling(self._keys, self._cipher, self._lookup(), self._clock.now, epoch, form, self._talks.keep)

    def _lookup(self) -> bytes:
        """Give the key of the keyed hashes: made once per office, kept sealed beside the data."""
        if not self._lookup_key:
            name = self._keys.lookup_key
            self._client.set(name, self._cipher.seal("lookup-key", uuid.uuid4().bytes + uuid.uuid4().bytes), nx=True)
            self._lookup_key = self._cipher.open("lookup-key", self._client.get(name) or "")
        return self._lookup_key

    def _forget(self) -> None:
        """Forget what was learnt of a former epoch."""
        self._lookup_key = b""
        self._users = {}
        self._taken.forget()

    def _beginning(self) -> Beginning:
        """Seal the audit log as an earlier release left it; one of this release has lost its store's identity."""
        trip = self._client.pipeline(transaction=True)
        trip.llen(self._keys.audit)
        trip.lindex(self._keys.audit, -1)
        trip.get(self._keys.audit_head)
        trip.exists(self._keys.store)
        entries, last, head, begun = trip.execute()
        if last and read_line(last).signature and not begun:  # begun = by another, who was first, and has written since
            raise StoreChangedError("emptied")
        return Beginning(entries, sealed(Seal(entries, head or "", self._clock.now()), self.signed))

    def _his(self, user: str, record: Owned | None) -> Owned | None:
        """Take a record for a user's own only where its seal says so: who has no key can still write to an index."""
        return self._meant(record, fits=record is None or record.user == user)

    def _meant(self, record: Owned | None, *, fits: bool) -> Owned | None:
        """Give a record that an index led to, unless it is not the one that was asked for."""
        if not fits:
            self.count("misdirected_index")
        return record if fits else None
