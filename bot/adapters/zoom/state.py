"""What all processes share about Zoom: the token for its API, how many rooms each host opened today, who is aside."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.store.cipher import Cipher, keyed_hash
from bot.adapters.store.keys import Keys
from bot.errors import SealError
from bot.ports.rooms import HostAside

RENEWING_SECONDS = 15
DAY_KEPT = 2 * 24 * 3600  # seconds
ASIDE_KEPT = 24 * 3600  # seconds
ASIDE_KNOWN = 1.0  # seconds for which a process goes by what it read of the hosts that are aside
MOST_A_DAY = 100  # creates and updates for a host and UTC day. Zoom: Rate limits, user-level limits
RECORD = "zoom-token"


class ZoomState:
    """Keeps it in Redis; the token is sealed and lives as long as Zoom lets it."""

    def __init__(self, client: Client, keys: Keys, cipher: Cipher, now: Callable[[], datetime]) -> None:
        self._client, self._keys, self._cipher, self._now = client, keys, cipher, now
        self._aside: tuple[float, tuple[HostAside, ...]] | None = None  # when it was read

    def token(self) -> tuple[str, int]:
        """Give the token and for how many seconds it still holds; "" when there is none that can be opened."""
        with store_errors():
            sealed, seconds = self._client.get(self._keys.zoom_token), self._client.ttl(self._keys.zoom_token)
        try:
            return (self._cipher.open(RECORD, sealed).decode() if sealed else ""), int(seconds)
        except SealError:
            return "", 0

    def keep_token(self, token: str, seconds: int) -> None:
        """Keep a new token; others may fetch the next one from now on."""
        with store_errors():
            self._client.set(self._keys.zoom_token, self._cipher.seal(RECORD, token.encode()), ex=max(1, seconds))
            self._client.delete(self._keys.zoom_renewing)

    def let_renew(self) -> None:
        """Let others try: our own try failed."""
        with store_errors():
            self._client.delete(self._keys.zoom_renewing)

    def drop_token(self, token: str) -> None:
        """Forget a token that Zoom refused, unless another took its place."""
        if self.token()[0] == token:
            with store_errors():
                self._client.delete(self._keys.zoom_token)

    def may_renew(self) -> bool:
        """Say whether nobody else fetches a token now, and note that we do."""
        with store_errors():
            return bool(self._client.set(self._keys.zoom_renewing, "1", nx=True, ex=RENEWING_SECONDS))

    def left(self, host: str) -> int:
        """Give how many rooms a host may still open or change today."""
        with store_errors():
            return max(0, MOST_A_DAY - int(self._client.get(self._day(host)) or 0))

    def take_one(self, host: str) -> bool:
        """Count one more for a host, if he may."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.incr(self._day(host))
            trip.expire(self._day(host), DAY_KEPT)
            count = int(trip.execute()[0])
        return count <= MOST_A_DAY

    def none_left(self, host: str) -> None:
        """Note that Zoom itself said so."""
        with store_errors():
            self._client.set(self._day(host), MOST_A_DAY, ex=DAY_KEPT)

    def rule(self, host: str) -> str:
        """Give what was read of a host's rule for passcodes within the hour, "" for nothing."""
        with store_errors():
            return self._client.get(self._keys.zoom_rule(self._hashed(host))) or ""

    def keep_rule(self, host: str, text: str, seconds: int) -> None:
        """Keep what was read of a host's rule for passcodes."""
        with store_errors():
            self._client.set(self._keys.zoom_rule(self._hashed(host)), text, ex=seconds)

    def drop_rule(self, host: str) -> None:
        """Forget it: a passcode that fits it was refused."""
        with store_errors():
            self._client.delete(self._keys.zoom_rule(self._hashed(host)))

    def aside(self, hosts: Sequence[str]) -> tuple[HostAside, ...]:
        """Give those of some hosts whom Zoom refused within a day, as they were a second ago."""
        known = self._aside  # one look: other threads put another in its place
        if not known or time.monotonic() - known[0] > ASIDE_KNOWN:
            known = time.monotonic(), self._read_aside(hosts)
            self._aside = known
        return known[1]

    def _read_aside(self, hosts: Sequence[str]) -> tuple[HostAside, ...]:
        with store_errors():
            kept = self._client.mget([self._of(host) for host in hosts])
        return tuple(_aside(host, text) for host, text in zip(hosts, kept, strict=True) if text)

    def set_aside(self, host: str, reason: str, until: datetime) -> None:
        """Note that Zoom refuses a host; since when stays as it was noted first."""
        before = self._read_aside([host])
        since = before[0].since if before else self._now()
        noted = json.dumps({"reason": reason, "since": since.isoformat(), "until": until.isoformat()})
        with store_errors():
            self._client.set(self._of(host), noted, ex=ASIDE_KEPT)
        self._aside = None

    def take_back(self, host: str) -> None:
        """Forget that Zoom refused a host."""
        with store_errors():
            self._client.delete(self._of(host))
        self._aside = None

    def _of(self, host: str) -> str:
        return self._keys.zoom_aside(self._hashed(host))

    def _day(self, host: str) -> str:
        return self._keys.zoom_day(self._hashed(host), f"{self._now().astimezone(UTC):%F}")

    def _hashed(self, host: str) -> str:
        return keyed_hash(self._keys.office.encode(), host)


def _aside(host: str, text: str) -> HostAside:
    noted = json.loads(text)
    return HostAside(
        host, noted["reason"], datetime.fromisoformat(noted["since"]), datetime.fromisoformat(noted["until"])
    )
