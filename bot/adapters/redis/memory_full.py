"""A client that goes on with small writes when the server's memory is full: answers, cancellations, leases, heartbeats.

`maxmemory` refuses every command that could take memory, also those that lead to less of it. What obeys it is what asks
for room (`StoreHasRoom`); all else may go on up to a margin above, and what only frees goes on without one.
"""

import time
from typing import Any

import hiredis
import redis
from redis.client import Pipeline

from bot.adapters.redis.cluster import WholeSlotRedis, WholeSlotScript

MARGIN = 1.1  # times maxmemory, up to which small writes go on
PAUSE_SECONDS = 0.5  # seconds between looks for a job where a blocking read is refused

OBEYING = "#!lua\n"  # refused before it begins when memory is full
ALLOWED = "#!lua flags=allow-oom\n"
WITHIN_MARGIN = f"""{ALLOWED}
local memory = redis.call('INFO', 'memory')
local limit = tonumber(string.match(memory, 'maxmemory:(%d+)'))
if limit > 0 and tonumber(string.match(memory, 'used_memory:(%d+)')) > limit * {MARGIN} then
  return redis.error_reply('OOM command not allowed beyond the margin above maxmemory')
end
"""
ONE = WITHIN_MARGIN + "return redis.call(unpack(ARGV))"  # KEYS: what it touches. ARGV: a command
SCRIPT = "EVALSHA"  # it said by itself whether it obeys


class _Script(WholeSlotScript):
    """A script that goes out as it is; redis-py's own way to it took longer than to pack and to read it."""

    def __call__(self, keys: Any = (), args: Any = (), client: Any = None) -> Any:
        """Run it, in a pipeline if one is named; a server that does not know it is told it first."""
        if client is not None:
            return super().__call__(keys, args, client)
        ours: Any = self.registered_client
        named = self.named(keys or ())
        words = (len(named), *named, *(args or ()))
        try:
            return ours.execute_command(SCRIPT, self.sha, *words)
        except redis.exceptions.NoScriptError:
            self.sha = ours.script_load(self.script)
            return ours.execute_command(SCRIPT, self.sha, *words)


class SteadyRedis(WholeSlotRedis):
    """A client for all but what asks for room."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._one = super().register_script(ONE)

    def register_script(self, script: Any) -> Any:
        """Give a script; one without flags of its own writes little, so it goes on when memory is full."""
        text = script.decode() if isinstance(script, bytes) else script  # RQ's are bytes
        return _Script(self, text if text.startswith("#!") else ALLOWED + text, self.absent)

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command; where it is refused because memory is full, send it within the margin."""
        try:
            return self._answered(*args, **options)
        except redis.OutOfMemoryError:
            if args[0] == SCRIPT:
                raise
            return self._within_margin(*args, **options)

    def _answered(self, *command: Any, **options: Any) -> Any:
        """Do what redis-py does, without its meters, which took as long as all the rest of a trip."""
        pool = self.connection_pool
        connection: Any = pool.get_connection()
        is_script = command[0] == SCRIPT

        def answer() -> Any:
            if is_script:  # each event has some: what they answer is given as it is
                connection.send_packed_command((hiredis.pack_command(command),))
                return connection.read_response()
            connection.send_command(*command, **options)
            return self.parse_response(connection, command[0], **options)  # type: ignore[no-untyped-call]  # redis has no types there

        try:
            return connection.retry.call_with_retry(answer, lambda _: connection.disconnect())
        finally:
            pool.release(connection)

    def _within_margin(self, command: str, *args: Any, **options: Any) -> Any:
        if command == "BLMOVE":
            moved = self._one(keys=args[:1], args=["LMOVE", *args[:-1]])
            if moved is None:
                time.sleep(PAUSE_SECONDS)  # a script does not wait
            return moved
        answer = self._one(keys=args[:1], args=[command, *args])
        read: Any = self.response_callbacks.get(command, lambda answer, **_: answer)  # type: ignore[no-untyped-call]  # redis has no types there
        return read(answer, **options)

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Pipeline:
        """Give a pipeline that goes on as well."""
        return _SteadyPipeline(self, transaction, shard_hint)


class _SteadyPipeline(Pipeline):
    """A transaction that is refused because memory is full did nothing: its commands go one after the other.

    RQ watches keys for jobs that depend on others; ours never do.
    """

    def __init__(self, client: SteadyRedis, transaction: Any, shard_hint: Any) -> None:
        super().__init__(client.connection_pool, client.response_callbacks, transaction, shard_hint)
        self._client, self._is_whole = client, transaction

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        """Send all."""
        commands = list(self.command_stack)
        try:
            return list(super().execute(raise_on_error))
        except redis.OutOfMemoryError:
            if not self._is_whole:
                raise
        return [self._client.execute_command(*args, **options) for args, options in commands]
