"""Accounts of staff, their failures to sign in, their sessions."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.adapters.redis.client import store_errors
from bot.adapters.store.console.base import ConsoleBase
from bot.adapters.store.records import DAMAGED, adapter, join, or_none
from bot.booking.staff.sign_in_failures import LOCKED, SignInFailures
from bot.booking.staff.staff import Staff
from bot.errors import SealError


class Accounts(ConsoleBase):
    """Finds accounts, keeps and ends sessions."""

    def staff(self, staff: str) -> Staff | None:
        """Find an account by id; one that is not as it was written is none."""
        with store_errors():
            record = self._client.hmget(self._keys.staff(staff), "open", "sealed")
        return self._opened(staff, *record)

    def _opened(self, staff: str, readable: str | None, sealed: str | None) -> Staff | None:
        if not readable:
            return None
        return or_none(
            lambda: self._store.count("unreadable_staff"),
            join,
            Staff,
            f"staff:{staff}",
            readable,
            sealed,
            self._cipher,
        )

    def staff_named(self, name: str) -> Staff | None:
        """Find an account by name."""
        with store_errors():
            found = self._client.hget(self._keys.staff_names, self._store.hashed(name))
        return self.staff(found) if found else None

    def all_staff(self) -> list[Staff]:
        """Give every account, by id."""
        with store_errors():
            ids, trip = sorted(self._client.hvals(self._keys.staff_names)), self._client.pipeline(transaction=False)
            for one in ids:
                trip.hmget(self._keys.staff(one), "open", "sealed")
            found = [self._opened(one, *record) for one, record in zip(ids, trip.execute(), strict=True)]
        return [one for one in found if one]

    def failures(self, staff: str) -> SignInFailures:
        """Give how often in a row signing in to an account failed; who damaged the count unlocks nothing by it."""
        with store_errors():
            version, readable = self._client.hmget(self._keys.staff_failures(staff), "v", "open")
        if not version:
            return SignInFailures()
        try:
            return adapter(SignInFailures).validate_json(readable)
        except DAMAGED:
            return replace(LOCKED, version=int(version))

    def session(self, session: str) -> dict[str, Any]:
        """Give what a session holds, {} when there is none."""
        name = _hashed(session)
        with store_errors():
            sealed = self._client.get(self._keys.session(name))
        if not sealed:
            return {}
        try:
            held: dict[str, Any] = json.loads(self._cipher.open(f"session:{name}", sealed))
        except SealError:  # sealed with a key that is gone: sign in again
            return {}
        return held

    def keep_session(self, session: str, held: Mapping[str, Any], seconds: int, *, new: bool) -> None:
        """Keep what a session holds, sealed, for so long; unless it is `new`, only while nobody ended it."""
        name = _hashed(session)
        sealed = self._cipher.seal(f"session:{name}", json.dumps(dict(held)).encode())
        with store_errors():
            self._client.set(self._keys.session(name), sealed, ex=seconds, xx=not new)

    def drop_session(self, session: str) -> None:
        """End a session."""
        with store_errors():
            self._client.delete(self._keys.session(_hashed(session)))

    def drop_sessions(self, staff: str) -> int:
        """End the sessions of an account, "" = all there are; give how many."""
        with store_errors():
            names = list(self._client.scan_iter(match=self._keys.session("*"), count=500))
            ours = [name for name in names if staff in ("", self._of(name))]
            return self._client.delete(*ours) if ours else 0

    def _of(self, key: str) -> str:
        """Give whose session a key holds, "" where that can't be read."""
        name = key.removeprefix(self._keys.session(""))
        try:
            held = self._cipher.open(f"session:{name}", self._client.get(key) or "")
        except SealError:
            return ""
        return str(json.loads(held).get("staff", ""))


def _hashed(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
