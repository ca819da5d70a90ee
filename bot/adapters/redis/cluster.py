"""Finds the server of a cluster that holds an office: all its keys lie in one slot, so that one server has them all.

Each new connection asks the nodes by a key of the office; one that has it not names the one that has. While a slot is
moved key by key, two servers have a part each, and whoever looked at one would take what the other has for missing.
So nobody is sent to the other (ASK), and each script names one key more that is never there: the server refuses what
names it until the slot is whole (https://valkey.io/commands/cluster-setslot/).
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

Place = tuple[str, int]

NODE_SECONDS = 0.3  # that one node may take to answer; the next is asked then
ALL_SECONDS = 0.6  # after which no further node is asked
MOST_NODES = 100
UNKNOWN = ("", "?")  # for where a node is: as the one that tells of it
LEAVE_OUT = "KEYS[#KEYS] = nil\n"  # what the script itself does not know of


class NodesRefuseError(redis.ConnectionError):
    """No node says where the office is; what the last one said is the cause."""


class Nodes:
    """The nodes of a cluster: those of the address and those that they name; who answered last is asked first."""

    def __init__(self, key: str, hosts: Sequence[Place], kind: type[redis.Connection], signs_in: Mapping[str, Any]):
        """Take a key of the office, and how a connection for a question signs in."""
        self._key, self._hosts, self._kind, self._signs_in = key, tuple(hosts), kind, signs_in
        self._known, self._lock = self._hosts, Lock()

    def owner(self) -> Place:
        """Give the node that holds the office; ConnectionError where none can tell."""
        until = time.monotonic() + ALL_SECONDS
        why: redis.RedisError = redis.ConnectionError("no node of the cluster answers")
        for place in self._known:
            try:
                return self._asked(place)
            except redis.RedisError as error:
                why = error
                self._put_last(place)
            if time.monotonic() > until:
                break
        if isinstance(why, redis.ConnectionError | redis.TimeoutError):
            raise why
        raise NodesRefuseError(str(why)) from why

    def ask_first(self, place: Place) -> None:
        """Ask a node first the next time: who gave the office away names it, while others may not know of it yet."""
        self._learn([place, *self._known])

    def _asked(self, place: Place) -> Place:
        connection: Any = self._kind(
            host=place[0],
            port=place[1],
            socket_connect_timeout=NODE_SECONDS,
            socket_timeout=NODE_SECONDS,
            retry=Retry(NoBackoff(), 0),
            driver_info=None,
            decode_responses=True,
            **self._signs_in,
        )
        try:
            owner = self._named(connection, place)
            self._learn([place, owner, *_all_named(connection, place)])
            return owner
        finally:
            connection.disconnect()

    def _named(self, connection: Any, place: Place) -> Place:
        try:
            _answer(connection, "EXISTS", self._key)
        except redis.exceptions.MovedError as error:
            return _place(error.host, error.port, place)
        except redis.exceptions.AskError:
            return place  # it gives the slot away, but has it still
        return place

    def _put_last(self, silent: Place) -> None:
        """Ask others first the next time: a few that are silent take all the time there is."""
        with self._lock:
            self._known = (*(one for one in self._known if one != silent), silent)

    def _learn(self, places: Iterable[Place]) -> None:
        with self._lock:
            self._known = tuple(dict.fromkeys([*places, *self._hosts]))[:MOST_NODES]


def _answer(connection: Any, *command: str) -> Any:
    connection.send_command(*command)
    return connection.read_response()


def _all_named(connection: Any, place: Place) -> list[Place]:
    """Give all nodes by what one tells, which not every user may ask."""
    try:
        ranges = _answer(connection, "CLUSTER", "SLOTS")
    except redis.RedisError:
        return []
    return [_place(host, port, place) for _, _, *nodes in ranges for host, port, *_ in nodes]


def _place(host: str | None, port: int, told_by: Place) -> Place:
    return (told_by[0] if host is None or host in UNKNOWN else host), int(port)


class InCluster:
    """Connects to whichever node holds the office; mixed into a connection."""

    nodes: Nodes
    host: str
    port: int

    def _connect(self) -> Any:
        self.host, self.port = self.nodes.owner()
        return super()._connect()  # type: ignore[misc]  # of the connection it is mixed into

    def sent_on(self, error: redis.exceptions.MovedError) -> None:
        """Note where a server that has not the office says that it is."""
        self.nodes.ask_first(_place(error.host, error.port, (self.host, self.port)))


class WholeSlotScript(Script):
    """A script that runs only where all keys of the office are; `absent` is a key that is never there, "" elsewhere."""

    def __init__(self, client: Any, text: str, absent: str) -> None:
        first, newline, rest = text.partition("\n") if text.startswith("#!") else ("", "", text)
        super().__init__(client, f"{first}{newline}{LEAVE_OUT if absent else ''}{rest}")
        self._absent = (absent,) if absent else ()

    def named(self, keys: Iterable[Any]) -> list[Any]:
        """Give the keys by which it is called."""
        return [*keys, *self._absent]

    def __call__(self, keys: Any = None, args: Any = None, client: Any = None) -> Any:
        """Run it."""
        return super().__call__(self.named(keys or ()), args, client)


class WholeSlotRedis(redis.Redis):
    """A client whose scripts and looks through all keys fail rather than see one part of an office."""

    @property
    def absent(self) -> str:
        """Give the key that is never there, "" where none is needed."""
        return str(getattr(self.connection_pool, "absent", ""))

    def register_script(self, script: Any) -> Any:
        """Give a script."""
        return WholeSlotScript(self, script, self.absent)

    def scan_iter(self, match: Any = None, count: Any = None, _type: Any = None, **_: Any) -> Iterator[Any]:
        """Name keys by one connection: where to go on means nothing to another server."""
        pool: Any = self.connection_pool
        connection = pool.get_connection()
        cursor: Any = "0"
        of_type = ("TYPE", _type) if _type else ()
        try:
            while True:
                connection.send_command("SCAN", cursor, "MATCH", match or "*", "COUNT", count or 10, *of_type)
                cursor, names = self.parse_response(connection, "SCAN")  # type: ignore[no-untyped-call]  # redis has no types there
                if self.absent:
                    connection.send_command("EXISTS", self.absent)
                    connection.read_response()
                yield from names
                if not cursor:
                    return
        finally:
            pool.release(connection)
