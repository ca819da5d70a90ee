"""Connections that follow the master: one that meets a server which may not write is dropped, with all its pool's.

Behind one address (a name, a proxy) pooled connections stay on the demoted node after a fail-over. What such a server
refuses was not carried out, so the call is tried again on a connection made anew. Where the address names sentinels,
or nodes of a cluster, each new connection asks them where the master is.
"""

import re
import time
from collections.abc import Callable
from typing import Any, cast

import redis
from redis.backoff import NoBackoff
from redis.connection import parse_url
from redis.retry import Retry
from redis.sentinel import (
    Sentinel,
    SentinelConnectionPool,
    SentinelManagedConnection,
    SentinelManagedSSLConnection,
)

from bot.adapters.redis.cluster import InCluster, Nodes
from bot.errors import SettingsError
from bot.redis_url import Cluster, Sentinels, cluster, in_brackets, sentinels

SENTINEL_SECONDS = 0.3  # that one of them may take to answer; the next is asked then
MOVING_SECONDS = 0.8  # for which a call waits for a slot that is being moved
MOVING_PAUSE = 0.05  # seconds between two tries

# What a server says that is not, or not now, the master: it wrote nothing. The last is how scripts of Redis 6 say it.
NOT_THE_MASTER = ("READONLY ", "MASTERDOWN ", "CLUSTERDOWN ", "NOREPLICAS ", "UNBLOCKED ")
SAID_IN_A_SCRIPT = "-READONLY "
RESTED_SECONDS = 0.5  # seconds after which a connection is looked at before it is used: the server may have closed it


class MasterMovedError(redis.ConnectionError):
    """The server at the other end may not write; its own words are the cause."""


class SlotMovingError(MasterMovedError):
    """The office's slot is being moved to another server of its cluster; nothing was done."""


class PatientRetry(Retry):
    """Tries again as ever, and for a while longer where a slot is being moved."""

    def call_with_retry(self, do: Callable[..., Any], fail: Callable[..., Any], *more: Any, **options: Any) -> Any:
        """Do it until it is done or there is no hope."""
        until = time.monotonic() + MOVING_SECONDS
        while True:
            try:
                return super().call_with_retry(do, fail, *more, **options)
            except SlotMovingError:
                if time.monotonic() > until:
                    raise
            time.sleep(MOVING_PAUSE)


def is_moving(error: Exception) -> bool:
    """Say whether a server refused because the slot is on its way to another one."""
    is_on_the_way = isinstance(error, redis.exceptions.AskError) and not isinstance(error, redis.exceptions.MovedError)
    return is_on_the_way or isinstance(error, redis.exceptions.TryAgainError)


def is_not_the_master(error: redis.ResponseError) -> bool:
    """Say whether a server refused because it is not the master."""
    own = isinstance(error, redis.ReadOnlyError | redis.exceptions.ClusterDownError)  # MASTERDOWN is one of these
    elsewhere = isinstance(error, redis.exceptions.AskError)  # MOVED is one: a replica of a cluster, or another shard
    return own or elsewhere or str(error).startswith(NOT_THE_MASTER) or SAID_IN_A_SCRIPT in str(error)


class _Follows:
    """Turns what a demoted server says into a lost connection, which every caller tries anew."""

    dropped: Callable[[], None]
    used = 0.0  # when it was given back last, by the monotonic clock

    def read_response(self, *args: Any, **more: Any) -> Any:
        """Read one answer."""
        try:
            return super().read_response(*args, **more)  # type: ignore[misc]  # of the connection it is mixed into
        except redis.ResponseError as error:
            if is_moving(error):
                cast("Any", self).disconnect()
                raise SlotMovingError(str(error)) from error
            if not is_not_the_master(error):
                raise
            self.dropped()
            cast("Any", self).disconnect()
            raise self.moved(error) from error

    def moved(self, error: redis.ResponseError) -> MasterMovedError:
        """Give what to raise where a server is not the master."""
        return MasterMovedError(str(error))


class _Tcp(_Follows, redis.Connection):
    """By TCP."""


class _Tls(_Follows, redis.SSLConnection):
    """By TLS."""


class _Unix(_Follows, redis.UnixDomainSocketConnection):
    """By a Unix socket."""


class _Asks:
    """Asks the sentinels before each connection; redis-py goes back to where it was when it sends once more."""

    def connect_check_health(self, check_health: bool = True, retry_socket_connect: bool = True) -> None:
        """Connect; it is not to be tried again where who asked the sentinels calls this."""
        if retry_socket_connect:
            cast("Any", self).connect()
        else:
            super().connect_check_health(check_health, retry_socket_connect)  # type: ignore[misc]  # of what it is mixed into

    def read_response(self, *args: Any, **more: Any) -> Any:
        """Read one answer; one that is late goes with its connection, or the next call would take it for its own.

        redis-py leaves such a connection open where sentinels were asked.
        """
        return super().read_response(*args, **{"disconnect_on_error": True, **more})  # type: ignore[misc]  # the same


class _TcpBySentinel(_Asks, SentinelManagedConnection, _Tcp):
    """By TCP, to the master that the sentinels name."""


class _TlsBySentinel(_Asks, SentinelManagedSSLConnection, _Tls):
    """The same by TLS."""


class _SentOn(InCluster):
    """Goes where a server that has not the office any more says it is, for as long as a slot may take to be whole."""

    def moved(self, error: redis.ResponseError) -> MasterMovedError:
        """Give what to raise."""
        if not isinstance(error, redis.exceptions.MovedError):
            return MasterMovedError(str(error))
        self.sent_on(error)
        return SlotMovingError(str(error))


class _TcpInCluster(_SentOn, _Tcp):
    """By TCP, to the node that holds the office."""


class _TlsInCluster(_SentOn, _Tls):
    """The same by TLS."""


FOLLOWING = {redis.Connection: _Tcp, redis.SSLConnection: _Tls, redis.UnixDomainSocketConnection: _Unix}


class FollowingPool(redis.ConnectionPool):
    """A pool whose connections are made anew when one of them finds that the master went elsewhere.

    `absent` is a key that is never written, where a script has to name one (bot.adapters.redis.cluster).
    """

    absent = ""

    def get_connection(self, *_: Any, **__: Any) -> Any:
        """Give a connection as redis-py does, without its meters; one used just now is not looked at again."""
        self._checkpid()
        with self._lock:
            idle = self._available_connections
            connection: Any = idle.pop() if idle else self.make_connection()
            self._in_use_connections.add(connection)
        try:
            if not connection.is_connected:
                connection.connect()
            if time.monotonic() - connection.used > RESTED_SECONDS and _is_stale(connection):
                connection.disconnect()
                connection.connect()
        except BaseException:
            self.release(connection)
            raise
        return connection

    def release(self, connection: Any) -> None:
        """Take a connection back, without the meters."""
        self._checkpid()
        connection.used = time.monotonic()
        with self._lock:
            if connection not in self._in_use_connections:
                return
            self._in_use_connections.remove(connection)
            if self.owns_connection(connection):
                if connection.should_reconnect():
                    connection.disconnect()
                self._available_connections.append(connection)
                return
            connection.disconnect()
            if connection.pid == self.pid:
                self._created_connections -= 1

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


def _is_stale(connection: Any) -> bool:
    """Say whether a connection that nobody uses has something to read: its end, or what nobody asked for."""
    try:
        return bool(connection.can_read())
    except (redis.ConnectionError, redis.TimeoutError, OSError):
        return True


class _PoolBySentinel(FollowingPool, SentinelConnectionPool):
    """The same, of the master that the sentinels name."""


class PoolOfCluster(FollowingPool):
    """The same, of the node that holds an office."""

    def __init__(self, nodes: Nodes, absent: str, **told: Any) -> None:
        super().__init__(**told)
        self._nodes, self.absent = nodes, absent

    def owner(self) -> str:
        """Name the node."""
        host, port = self._nodes.owner()
        return f"{in_brackets(host)}:{port}"

    def make_connection(self) -> Any:
        """Make a connection that can find its way."""
        connection = super().make_connection()
        connection.nodes = self._nodes
        return connection


def pool_of(url: str, prefix: str = "", **options: Any) -> FollowingPool:
    """Give a pool for an address; what the address itself says goes before the options. SettingsError if it can't.

    In a cluster it is for the keys that begin with `prefix`; there is no key of that name.
    """
    asked, nodes = sentinels(url), cluster(url)
    several = asked or nodes
    try:
        read = parse_url(several.server if several else url)  # type: ignore[no-untyped-call]  # redis has no types there
        # The server is not told the library's name: that took two commands a connection, and a look for its version.
        told: dict[str, Any] = {"driver_info": None, **options, **read}
        told["decode_responses"] = options.get("decode_responses", False)
        made = _by_sentinels(asked, told) if asked else _in_cluster(nodes, prefix, told) if nodes else _by_address(told)
        made.connection_class(**made.connection_kwargs)  # connects to nothing, but refuses what it does not know
    except (TypeError, ValueError, redis.RedisError) as error:
        named = re.search(r"'(\w+)'", str(error))  # an option's name; its value may be secret
        option = f" {named[1]} " if named else ""
        raise SettingsError(f"REDIS_URL のオプション{option}を読めません: ? のあとを直してください") from None
    return made


def _by_address(told: dict[str, Any]) -> FollowingPool:
    told["connection_class"] = FOLLOWING[told.get("connection_class", redis.Connection)]
    return FollowingPool(**told)


def _in_cluster(nodes: Cluster, prefix: str, told: dict[str, Any]) -> FollowingPool:
    """Give the pool of the node that holds an office; all nodes know the same users."""
    is_tls = told.pop("connection_class", None) is redis.SSLConnection
    signs_in = {name: told[name] for name in told if name in ("username", "password") or name.startswith("ssl_")}
    asking = Nodes(prefix, nodes.hosts, redis.SSLConnection if is_tls else redis.Connection, signs_in)
    return PoolOfCluster(asking, prefix, connection_class=_TlsInCluster if is_tls else _TcpInCluster, **told)


def _by_sentinels(asked: Sentinels, told: dict[str, Any]) -> FollowingPool:
    """Give the pool of a master; the sentinels may have a user and a password of their own."""
    for name in ("host", "port"):
        told.pop(name, None)
    is_tls = told.pop("connection_class", None) is redis.SSLConnection
    manager = Sentinel(  # type: ignore[no-untyped-call]  # redis has no types there
        asked.hosts,
        sentinel_kwargs={
            "username": told.pop("sentinel_username", None),
            "password": told.pop("sentinel_password", None),
            "socket_connect_timeout": SENTINEL_SECONDS,
            "socket_timeout": SENTINEL_SECONDS,
            "retry": Retry(NoBackoff(), 0),
            **({"ssl": True, **{name: told[name] for name in told if name.startswith("ssl_")}} if is_tls else {}),
        },
    )
    kind = _TlsBySentinel if is_tls else _TcpBySentinel
    return _PoolBySentinel(asked.master, manager, connection_class=kind, **told)  # type: ignore[no-untyped-call]  # the same
