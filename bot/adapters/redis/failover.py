"""Connections that follow the master: one that meets a server which may not write is dropped, with all its pool's.

Behind one address (a name, a proxy) pooled connections stay on the demoted node after a fail-over. What such a server
refuses was not carried out, so the call is tried again on a connection made anew.
"""

import re
from collections.abc import Callable
from typing import Any, cast

import redis
from redis.connection import parse_url

from bot.errors import SettingsError

# What a server says that is not, or not now, the master: it wrote nothing. The last is how scripts of Redis 6 say it.
NOT_THE_MASTER = ("READONLY ", "MASTERDOWN ", "CLUSTERDOWN ", "NOREPLICAS ", "UNBLOCKED ")
SAID_IN_A_SCRIPT = "-READONLY "


class MasterMovedError(redis.ConnectionError):
    """The server at the other end may not write; its own words are the cause."""


def is_not_the_master(error: redis.ResponseError) -> bool:
    """Say whether a server refused because it is not the master."""
    own = isinstance(error, redis.ReadOnlyError | redis.exceptions.ClusterDownError)  # MASTERDOWN is one of these
    return own or str(error).startswith(NOT_THE_MASTER) or SAID_IN_A_SCRIPT in str(error)


class _Follows:
    """Turns what a demoted server says into a lost connection, which every caller tries anew."""

    dropped: Callable[[], None]

    def read_response(self, *args: Any, **more: Any) -> Any:
        """Read one answer."""
        try:
            return super().read_response(*args, **more)  # type: ignore[misc]  # of the connection it is mixed into
        except redis.ResponseError as error:
            if not is_not_the_master(error):
                raise
            self.dropped()
            cast("Any", self).disconnect()
            raise MasterMovedError(str(error)) from error


class _Tcp(_Follows, redis.Connection):
    """By TCP."""


class _Tls(_Follows, redis.SSLConnection):
    """By TLS."""


class _Unix(_Follows, redis.UnixDomainSocketConnection):
    """By a Unix socket."""


FOLLOWING = {redis.Connection: _Tcp, redis.SSLConnection: _Tls, redis.UnixDomainSocketConnection: _Unix}


class FollowingPool(redis.ConnectionPool):
    """A pool whose connections are made anew when one of them finds that the master went elsewhere."""

    def make_connection(self) -> Any:
        """Make a connection that can tell the others."""
        connection = cast("Any", super().make_connection())
        connection.dropped = self.drop
        return connection

    def drop(self) -> None:
        """Close the idle connections now, those in use when they come back."""
        with self._lock:
            for one in self._in_use_connections:
                one.mark_for_reconnect()
        self.disconnect(inuse_connections=False)


def pool_of(url: str, **options: Any) -> FollowingPool:
    """Give a pool for an address; what the address itself says goes before the options. SettingsError if it can't."""
    try:
        # The server is not told the library's name: that took two commands a connection, and a look for its version.
        told: dict[str, Any] = {"driver_info": None, **options, **parse_url(url)}  # type: ignore[no-untyped-call]  # redis has no types there
        told["connection_class"] = FOLLOWING[told.get("connection_class", redis.Connection)]
        told["decode_responses"] = options.get("decode_responses", False)
        made = FollowingPool(**told)
        made.connection_class(**made.connection_kwargs)  # connects to nothing, but refuses what it does not know
    except (TypeError, ValueError, redis.RedisError) as error:
        named = re.search(r"'(\w+)'", str(error))  # an option's name; its value may be secret
        option = f" {named[1]} " if named else ""
        raise SettingsError(f"REDIS_URL のオプション{option}を読めません: ? のあとを直してください") from None
    return made
