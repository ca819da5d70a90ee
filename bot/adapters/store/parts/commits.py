"""Writes to the store: all or nothing, to no other store than the one that we know."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from redis import OutOfMemoryError, RedisError, ResponseError

from bot.adapters.redis.client import store_errors
from bot.adapters.redis.reasons import store_error
from bot.adapters.store.parts.base import StoreBase
from bot.adapters.store.parts.identity import is_of_a_change, successor
from bot.adapters.store.together import Rider, Riders
from bot.errors import ConflictError, StoreChangedError, StoreDamagedError, StoreDownError
from bot.ports.audit import Record, Seal
from bot.ports.bookings import ForgetBooking
from bot.ports.events import StoreHasRoom
from bot.ports.health import Note, NotNoted
from bot.ports.privacy import DropErasure, DropTraces
from bot.ports.replies import BeginReply, DropReply, LetOthersPass
from bot.ports.store import Guard, Write
from bot.ports.waitlist import DropReleasedPlace
from bot.service.audit.lines import sealed

# A commit with one of these ends with less, or lets an answer out that does.
FREEING = (ForgetBooking, DropReply, DropErasure, DropTraces, DropReleasedPlace, LetOthersPass, BeginReply)


class Commits(StoreBase):
    """Writes all or nothing, and tells whether this is still the store that we know."""

    def __init__(self, *args: Any, settle_within: float = 0.0, **more: Any) -> None:
        """Let what ended wait for so many seconds, so that it goes with what is written next."""
        super().__init__(*args, **more)
        self._riders = Riders(settle_within, self.write_waiting)

    def commit_soon(
        self, guards: Sequence[Guard], writes: Sequence[Write], lost: Callable[[StoreDownError], object]
    ) -> None:
        """Write with what is committed next, or soon; not where a guard fails. `lost` is told why it was not written.

        Once damage kept one of them from being written, each is at once, so that who asks for it sees it fail.
        """
        if self._riders.may_wait:
            self._riders.add(Rider(tuple(guards), tuple(writes), lost))
            return
        with suppress(ConflictError):
            self.commit(guards, writes)

    def write_waiting(self) -> None:
        """Write at once what waits for a commit to go with; who asked for it is told what kept it from that."""
        riders = self._riders.take()
        if not riders:
            return
        try:
            with store_errors(), self.kept():
                self.identity.guarded(lambda: self._sent((), (), riders))
        except StoreDamagedError:
            self._each_by_itself(riders)
        except StoreDownError as error:
            for one in riders:
                one.lost(error)

    def _each_by_itself(self, riders: Sequence[Rider]) -> None:
        """Write those that are not damaged, after one of them, or what they rode with, kept all from being written."""
        for one in riders:
            try:
                with suppress(ConflictError), store_errors(), self.kept():
                    self.identity.guarded(partial(self._sent, one.guards, one.writes, ()))
            except StoreDownError as error:
                if isinstance(error, StoreDamagedError):
                    self._riders.never_again()
                one.lost(error)

    def commit(self, guards: Sequence[Guard], writes: Sequence[Write]) -> Sequence[str]:
        """Write all or nothing, and give what those writes tell that tell something; ConflictError names the guard."""
        with store_errors():
            try:
                with self.kept():
                    return self.identity.guarded(lambda: self._written(guards, writes))
            except (ResponseError, StoreChangedError) as error:
                if not _only_notes((*guards, *writes)) or not is_of_a_change(error):
                    raise
            # Looking goes on in a store that is not ours any more, and is noted there.
            failed, *_ = self._write([self._keys.store], ["", 0, 0, *self._spelling().commit(guards, writes)])
            if failed:
                raise ConflictError(guards[int(failed)])
            return ()

    def _written(self, guards: Sequence[Guard], writes: Sequence[Write]) -> Sequence[str]:
        """Write all or nothing, and what waits to be written; give what those writes tell that tell something."""
        riders = self._riders.take()
        if not riders:
            return self._sent(guards, writes, ())
        try:
            return self._sent(guards, writes, riders)
        except ConflictError:
            self._riders.add(*riders)
            raise
        except (RedisError, StoreDownError) as error:
            if not isinstance(error, RedisError) or not isinstance(store_error(error), StoreDamagedError):
                self._riders.add(*riders)
                raise
        self._each_by_itself(riders)
        return self._sent(guards, writes, ())

    def _sent(self, guards: Sequence[Guard], writes: Sequence[Write], riders: Sequence[Rider]) -> Sequence[str]:
        same = self.identity.arguments()
        spelt = self._spelling(self.identity.epoch, self.identity.form).commit(guards, writes, riders)
        told = ([self._keys.store], [*same, *spelt, self._keys.reply("")])
        try:
            failed, seq, *more = self._commit(*told)
        except OutOfMemoryError:
            if StoreHasRoom() in guards:
                raise ConflictError(StoreHasRoom()) from None
            freeing = any(isinstance(write, FREEING) for write in writes)
            failed, seq, *more = (self._commit_freeing if freeing else self._commit_within_margin)(*told)
        if failed:
            self._taken.forget()  # should what it told have been the reason, the next try counts anew
            raise ConflictError(guards[int(failed)])
        self.identity.saw(seq)
        answers, form = more
        self.identity.form = int(form)  # a person may have raised it meanwhile
        return answers or ()

    def changed(self) -> str:
        """Say why this is not the store that we know, as StoreChangedError does; "" when it is."""
        try:
            with store_errors():
                self.identity.check()
        except StoreChangedError as error:
            return error.reason
        return ""

    def confirmed_at(self) -> datetime | None:
        """Give when a person restored or accepted the store, so that what came before may be missing; None = never."""
        with store_errors():
            since = self._client.hget(self._keys.store, "since")
        return datetime.fromisoformat(since) if since else None

    def accept(self, writes: Sequence[Write]) -> bool:
        """Take the store as it is for ours, in one commit with some writes; say whether it was still as it was read."""
        with store_errors():
            self._forget()
            known, keys = self.identity.known(), self._keys
            fresh, spelling = successor(known, self.signed, self._clock.now()), self._spelling()
            asked, written = spelling.commit((), writes)
            same = [["StoreIs", "field", keys.store, name, known[0].get(name, "0")] for name in ("epoch", "stopped")]
            begun = [["HDEL", keys.store, "stopped", "known", "seen"], ["HSET", keys.store, *_flat(fresh)]]
            if not self._client.exists(keys.audit_seal):
                entries, head = self._client.llen(keys.audit), self._client.get(keys.audit_head)
                as_it_is = Seal(entries, head or "", self._clock.now())
                begun.append(["HSET", keys.audit_seal, *_flat(sealed(as_it_is, self.signed))])
            guards, lines = json.loads(asked) + same, json.loads(written) + begun
            return not self._write([keys.store], ["", 0, 0, json.dumps(guards), json.dumps(lines)])[0]

    def owner(self, what: str, ours: str) -> str:
        """Give whose data this is, by office's "name" or LINE account ("bot"); where nobody said so yet, it is ours."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.hsetnx(self._keys.owner, what, ours)
            trip.hget(self._keys.owner, what)
            return str(trip.execute()[1])

    def disown(self, name: str) -> None:
        """Take another name of the office, and whatever LINE account writes next, for ours."""
        with store_errors():
            self._client.hset(self._keys.owner, "name", name)
            self._client.hdel(self._keys.owner, "bot")


def _only_notes(parts: Sequence[Guard | Write]) -> bool:
    return all(isinstance(one, (NotNoted, Note, Record)) for one in parts)


def _flat(fields: Mapping[str, str]) -> list[str]:
    return [part for field in fields.items() for part in field]
