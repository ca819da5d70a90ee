"""Waits until replicas have on disk what the primary wrote, so that nothing acknowledged is lost with one machine.

`WAITAOF` speaks of what its own connection wrote, so one more small write goes before it by the same connection: what
any connection wrote before stands before it in the log. It can't wait within a script (valkey.io, "WAITAOF").

All this holds of one primary. Another one may stand there by the time of the wait, to which what was written never
came, and its replicas have all that it has; so both have to be in one tenure. A primary has an id of its own from when
it became one until it is one no more (valkey.io, "Replication": `master_replid`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import redis

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.redis.memory_full import ALLOWED
from bot.adapters.redis.reasons import NewPrimaryError, TooFewReplicasError

# A replica is asked when a wait begins, and tells how far its disk was just before; asked again a moment later, it
# tells of the write itself. Else it speaks once a second. All together less than an answer may take (ANSWER_SECONDS).
WAITS_MS = (2, 8, 20, 50, 120, 200)
# Gives the tenure. It goes on when memory is full.
MARK = f"""{ALLOWED}
redis.call('SET', KEYS[1], '1', 'PX', 1000)
return string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
"""


class Replicas:
    """So many replicas are waited for."""

    def __init__(self, client: Client, mark: str, count: int) -> None:
        self._client, self._mark, self.count = client, mark, count
        self._script = client.register_script(MARK)
        self._tenure = ""  # as it was told last

    @contextmanager
    def kept(self) -> Iterator[None]:
        """See to it that what is written or found within is on disk there at the end; StoreDownError when it is not.

        That is also raised where another became the primary meanwhile, even if it has all of it: nobody can tell.
        """
        before = self._tenure or self._told()
        yield
        with store_errors():
            tenure, kept = self._marked()
            self._tenure = tenure
            if tenure != before:
                raise NewPrimaryError
            if kept < self.count:
                raise TooFewReplicasError

    def _told(self) -> str:
        with store_errors():
            return str(self._script([self._mark]))

    def _marked(self) -> tuple[str, int]:
        """Give the tenure, and how many replicas have it; a primary that has it not on disk itself counts as none."""
        try:
            return self._answered()
        except redis.exceptions.NoScriptError:
            self._client.script_load(self._script.script)
            return self._answered()

    def _answered(self) -> tuple[str, int]:
        trip = self._client.pipeline(transaction=False)
        keys = self._script.named([self._mark])
        trip.execute_command("EVALSHA", self._script.sha, len(keys), *keys)
        for wait in WAITS_MS:  # one after the other; once it is there, the rest return at once
            trip.execute_command("WAITAOF", 1, self.count, wait)
        tenure, *_, (here, there) = trip.execute()
        return str(tenure), int(there) if here else 0
