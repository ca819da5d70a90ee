"""A connection that knows what a server says which may not write, and takes the answer of a script without a detour."""

from collections.abc import Callable
from typing import Any, NoReturn, cast

import redis

# What a server says that is not, or not now, the master: it wrote nothing. The last is how scripts of Redis 6 say it.
NOT_THE_MASTER = ("READONLY ", "MASTERDOWN ", "CLUSTERDOWN ", "NOREPLICAS ", "UNBLOCKED ")
SAID_IN_A_SCRIPT = "-READONLY "


class MasterMovedError(redis.ConnectionError):
    """The server at the other end may not write; its own words are the cause."""


class SlotMovingError(MasterMovedError):
    """The office's slot is being moved to another server of its cluster; nothing was done."""


def is_moving(error: Exception) -> bool:
    """Say whether a server refused because the slot is on its way to another one."""
    is_on_the_way = isinstance(error, redis.exceptions.AskError) and not isinstance(error, redis.exceptions.MovedError)
    return is_on_the_way or isinstance(error, redis.exceptions.TryAgainError)


def is_not_the_master(error: redis.ResponseError) -> bool:
    """Say whether a server refused because it is not the master."""
    own = isinstance(error, redis.ReadOnlyError | redis.exceptions.ClusterDownError)  # MASTERDOWN is one of these
    elsewhere = isinstance(error, redis.exceptions.AskError)  # MOVED is one: a replica of a cluster, or another shard
    return own or elsewhere or str(error).startswith(NOT_THE_MASTER) or SAID_IN_A_SCRIPT in str(error)


class Follows:
    """Turns what a demoted server says into a lost connection, which every caller tries anew."""

    dropped: Callable[[], None]
    used = 0.0  # when it was given back last, by the monotonic clock

    def read_response(self, *args: Any, **more: Any) -> Any:
        """Read one answer."""
        try:
            return super().read_response(*args, **more)  # type: ignore[misc]  # of the connection it is mixed into
        except redis.ResponseError as error:
            self._refused(error)

    def asked(self, packed: bytes) -> Any:
        """Send a packed command and give its answer, past the layers of redis-py where that comes in one piece.

        They took as long as to pack it, and for the kernel to bring it.
        """
        me = cast("Any", self)
        me.send_packed_command((packed,))
        reader, buffer = me._parser._reader, me._parser._buffer
        try:
            reader.feed(buffer, 0, me._sock.recv_into(buffer))
            answer = reader.gets()
        except BaseException as error:
            me.disconnect()
            if isinstance(error, TimeoutError):
                raise redis.TimeoutError("Timeout reading from socket") from None
            if isinstance(error, OSError):
                raise redis.ConnectionError(f"Error while reading: {error.args}") from error
            raise
        if type(answer) is list:
            return answer
        if isinstance(answer, redis.ResponseError):
            self._refused(answer)
        if isinstance(answer, Exception):  # such as that the server still loads its data
            me.disconnect()
            raise answer
        if isinstance(answer, list):  # something that nobody asked for, as redis-py marks it
            me._parser.handle_push_response(answer)
            return self.read_response()
        return self.read_response() if answer is False else answer  # False: there is more to come

    def _refused(self, error: redis.ResponseError) -> NoReturn:
        """Raise what a refusal means; where the server is not the one to ask, the connection is over."""
        if is_moving(error):
            cast("Any", self).disconnect()
            raise SlotMovingError(str(error)) from error
        if not is_not_the_master(error):
            raise error
        self.dropped()
        cast("Any", self).disconnect()
        raise self.moved(error) from error

    def moved(self, error: redis.ResponseError) -> MasterMovedError:
        """Give what to raise where a server is not the master."""
        return MasterMovedError(str(error))
