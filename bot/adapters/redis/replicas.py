"""Waits until replicas have on disk what the primary wrote, so that nothing acknowledged is lost with one machine.

`WAITAOF` speaks of what its own connection wrote, so one more small write goes before it by the same connection: what
any connection wrote before stands before it in the log. It can't wait within a script (valkey.io, "WAITAOF").
"""

import redis

from bot.adapters.redis.client import Client
from bot.adapters.redis.memory_full import ALLOWED
from bot.adapters.redis.reasons import TooFewReplicasError, store_error

# A replica is asked when a wait begins, and tells how far its disk was just before; asked again a moment later, it
# tells of the write itself. Else it speaks once a second. All together less than an answer may take (ANSWER_SECONDS).
WAITS_MS = (2, 8, 20, 50, 120, 200)
MARK = f"{ALLOWED}return redis.call('SET', KEYS[1], '1', 'PX', 1000)"  # goes on when memory is full


class Replicas:
    """How many replicas are waited for; with none, nothing is sent."""

    def __init__(self, client: Client, mark: str, count: int) -> None:
        self._client, self._mark, self._count = client, mark, count
        self._script = client.register_script(MARK)

    def wait(self) -> None:
        """Return when what was written before is on disk there; StoreDownError when it is not in time."""
        if not self._count:
            return
        try:
            try:
                kept = self._marked()
            except redis.exceptions.NoScriptError:
                self._client.script_load(self._script.script)
                kept = self._marked()
            if kept < self._count:
                raise TooFewReplicasError
        except redis.RedisError as error:
            raise store_error(error) from error

    def _marked(self) -> int:
        """Give how many replicas have it; a primary that has it not on disk itself counts as none."""
        trip = self._client.pipeline(transaction=False)
        keys = self._script.named([self._mark])
        trip.execute_command("EVALSHA", self._script.sha, len(keys), *keys)
        for wait in WAITS_MS:  # one after the other; once it is there, the rest return at once
            trip.execute_command("WAITAOF", 1, self._count, wait)
        here, there = trip.execute()[-1]
        return int(there) if here else 0
