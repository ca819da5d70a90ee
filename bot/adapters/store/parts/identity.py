"""Which store this is: a random epoch and a count of commits, so that an emptied, older or other store is noticed.

A process knows the epoch from its first look on, and the highest count that it was answered. Every script that writes
what counts compares both before it writes. A store that is not the one we know is marked as stopped, so that processes
which start afterwards stop as well, until a person confirms it: then it gets a new epoch, and names the former ones.
"""

import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import redis

from bot.adapters.redis.client import Client
from bot.adapters.store.forms import FIRST, FORMAT
from bot.adapters.store.keys import Keys
from bot.adapters.store.last_seen import Known, LastSeen
from bot.adapters.store.scripts.which_store import BEGIN, CHECK
from bot.errors import NEWER, StoreChangedError

T = TypeVar("T")
CHANGED, RENEWED = "STORE_CHANGED", "STORE_RENEWED"  # how the scripts refuse another store, and a former epoch
MOST_FORMER = 50  # epochs
TRIES = 5


@dataclass(frozen=True)
class Beginning:
    """How far the audit log had come when a store got its first epoch, and the seal on that."""

    entries: int
    seal: dict[str, str]


class Identity:
    """The store as this process knows it."""

    def __init__(
        self,
        client: Client,
        keys: Keys,
        last_seen: LastSeen,
        signed: Callable[[str], str],
        beginning: Callable[[], Beginning],
        forget: Callable[[], None],
        *,
        counts_safe_only: bool = False,
    ) -> None:
        """Take what signs, what seals the audit log as it stands, and what is to be forgotten with a former epoch.

        With `counts_safe_only` a count is known only once replicas have it: what they lack may be lost with the
        primary, and was not acknowledged.
        """
        self._client, self._keys, self._last_seen = client, keys, last_seen
        self._signed, self._beginning, self._forget = signed, beginning, forget
        self._check, self._begin = client.register_script(CHECK), client.register_script(BEGIN)
        self._epoch, self._seen = "", 0
        self.form = FIRST  # of the data, as it was told last
        self._safe_only, self._unsafe = counts_safe_only, threading.local()

    @property
    def epoch(self) -> str:
        """Give the epoch; StoreChangedError when this is not the store that we know."""
        if not self._epoch:
            self._learn()
        return self._epoch

    def arguments(self) -> list[str | int]:
        """Give the first arguments of a script that begins with SAME_STORE."""
        return [self.epoch, self._seen, 1]

    def saw(self, seq: int) -> None:
        """Note the count of commits that an answer told."""
        if self._safe_only:
            self._unsafe.seq = seq
        else:
            self._know(seq)

    @contextmanager
    def made_safe(self) -> Iterator[None]:
        """Know what this thread counts within, once it came to its end: replicas have it then.

        What another thread counted is not known by that: it may be of a primary that is gone.
        """
        self._unsafe.seq = 0
        yield
        if self._unsafe.seq:
            self._know(self._unsafe.seq)

    def _know(self, seq: int) -> None:
        self._seen = max(self._seen, seq)
        self._last_seen.note(self._epoch, self._seen)

    def guarded(self, do: Callable[[], T]) -> T:
        """Do something with such a script; once more where a person has given the store a new epoch meanwhile."""
        try:
            return do()
        except redis.ResponseError as error:
            if not str(error).startswith(RENEWED):
                raise
            self._epoch, self._seen = "", 0
            self._forget()
            self._learn()
            return do()

    def remember_seal(self, entries: int, head: str) -> None:
        """Remember outside Redis how far the audit log is sealed."""
        self._last_seen.note_seal(self.epoch, self._seen, entries, head)

    def sealed_before(self) -> tuple[int, str] | None:
        """Give what is remembered of that for this epoch; None for nothing."""
        known = self._last_seen.sealed()
        return (known.sealed, known.head) if known and known.sealed and known.epoch == self.epoch else None

    def known(self) -> list[dict[str, str]]:
        """Give the identities that a new one is to follow: what Redis holds, what is remembered outside."""
        outside = self._last_seen.known()
        return [self._held(), *([{"epoch": outside.epoch, "seq": str(outside.seq)}] if outside else [])]

    def check(self) -> None:
        """Raise StoreChangedError when this is not the store that we know."""
        self.saw(self.guarded(lambda: int(self._check([self._keys.store], self.arguments()))))

    def _learn(self) -> None:
        known = self._last_seen.known()
        if known:
            self._compare(known)
        held = self._held()
        for _ in range(TRIES):
            if held:
                break
            self._begin_anew()
            held = self._held()
        if int(held.get("format", FIRST)) > FORMAT:
            raise StoreChangedError(NEWER)
        if "stopped" in held:
            raise StoreChangedError(held["stopped"])
        if held.get("signature") != self._signed(claim(held.get("epoch", ""), held.get("former", ""))):
            raise StoreChangedError("other")
        self._seen, self._epoch = 0 if self._safe_only else int(held["seq"]), held["epoch"]
        self.form = int(held.get("format", FIRST))

    def _compare(self, known: Known) -> None:
        """Raise what the script refuses with, but for a former epoch of this store."""
        try:
            self._check([self._keys.store], [known.epoch, known.seq, 0])
        except redis.ResponseError as error:
            if not str(error).startswith(RENEWED):
                raise

    def _held(self) -> dict[str, str]:
        found: dict[str, str] = self._client.hgetall(self._keys.store)
        return found

    def _begin_anew(self) -> None:
        """Give a store its first epoch: an empty one, or what an earlier release has written."""
        beginning, epoch = self._beginning(), secrets.token_hex(16)
        seal = [part for field in beginning.seal.items() for part in field]
        keys = [self._keys.store, self._keys.audit, self._keys.audit_seal]
        self._begin(keys, [beginning.entries, epoch, self._signed(claim(epoch, "")), *seal])


def is_of_a_change(error: Exception) -> bool:
    """Say whether something was refused because the store is not the one that we know; one of a later release is."""
    if isinstance(error, StoreChangedError):
        return error.reason != NEWER
    return str(error).startswith(CHANGED) and not str(error).endswith(NEWER)


def successor(before: Iterable[Mapping[str, str]], sign: Callable[[str], str], since: datetime) -> dict[str, str]:
    """Give the identity of a store that a person confirmed at a moment; who knew a former epoch takes it on."""
    stores = list(before)
    named = [name for one in stores for name in (*one.get("former", "").split(), one.get("known"), one.get("epoch"))]
    former = " ".join([*dict.fromkeys(name for name in named if name)][-MOST_FORMER:])
    counts = [int(count) for one in stores for count in (one.get("seq"), one.get("seen")) if count]
    epoch = secrets.token_hex(16)
    signature = sign(claim(epoch, former))
    seq = str(max(counts, default=0) + 1)
    return {"epoch": epoch, "seq": seq, "former": former, "signature": signature, "since": since.isoformat()}


def claim(epoch: str, former: str) -> str:
    """Give what is signed of an identity."""
    return f"store {epoch} {former}"
