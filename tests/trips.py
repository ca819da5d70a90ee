"""A client that counts its trips to Redis."""

from typing import Any

from bot.adapters.redis.client import pool
from bot.adapters.redis.failover import pool_of
from bot.adapters.redis.memory_full import SteadyRedis


class CountingRedis(SteadyRedis):
    """Implements what every client does; a pipeline is one trip. Asking the time is none: that follows real seconds."""

    trips = 0

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Count and carry out one command."""
        self.trips += args[0] != "TIME"
        return super().execute_command(*args, **options)

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Any:
        """Count and give a pipeline."""
        self.trips += 1
        return super().pipeline(transaction, shard_hint)


def counting(url: str, seconds: float | None = None) -> CountingRedis:
    """Give such a client for a server, as ours are, or with another patience for an answer."""
    connections = pool_of(url, decode_responses=True, socket_timeout=seconds) if seconds else pool(url, decode=True)
    return CountingRedis.from_pool(connections)  # type: ignore[return-value]  # of the class it is asked of
