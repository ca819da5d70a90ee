"""The connection to Redis: short timeouts, one quick retry, and one error for all that can go wrong."""

from contextlib import AbstractContextManager
from typing import Any, TypeAlias

import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from bot.adapters.redis.cluster import WholeSlotRedis
from bot.adapters.redis.failover import FollowingPool, PatientRetry, pool_of
from bot.adapters.redis.memory_full import SteadyRedis
from bot.adapters.redis.reasons import store_error

Client: TypeAlias = Any  # redis.Redis; its own types can't tell text from bytes

CONNECT_SECONDS = 0.3
ANSWER_SECONDS = 0.6
PATIENT_SECONDS = 30.0  # for a person's command that goes through a whole office: it waits for a busy Redis


def connect(url: str, prefix: str = "", *, decode: bool = True, answer_seconds: float = ANSWER_SECONDS) -> Client:
    """Give a client for our own calls; it connects at the first one. Text in, text out unless `decode` is off.

    In a cluster it is for the keys of one office, by what they begin with.
    """
    return SteadyRedis.from_pool(pool(url, prefix, decode=decode, answer_seconds=answer_seconds))


def pool(url: str, prefix: str = "", *, decode: bool = False, answer_seconds: float = ANSWER_SECONDS) -> FollowingPool:
    """Give the connections of such a client."""
    return pool_of(
        url,
        prefix,
        decode_responses=decode,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=answer_seconds,
        # A call that timed out may have been carried out, so only a connection that failed is tried again.
        retry=PatientRetry(ConstantBackoff(0.05), 1, supported_errors=(redis.ConnectionError,)),
    )


class _StoreErrors:
    """What `with store_errors()` enters: a dozen times an event, so that it is one object and no generator."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, redis.RedisError):
            raise store_error(error) from error


_STORE_ERRORS = _StoreErrors()


def store_errors() -> AbstractContextManager[None]:
    """Turn every failure of Redis into StoreDownError, or StoreFullError."""
    return _STORE_ERRORS


def connect_patient(url: str, prefix: str = "") -> Client:
    """Give a client for a command that reads or writes a whole office at once."""
    return WholeSlotRedis.from_pool(
        pool_of(url, prefix, decode_responses=True, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=120)
    )


def connect_blocking(url: str) -> Client:
    """Give a client for RQ, which waits at a blocking read for as long as there is no job and stores bytes."""
    return SteadyRedis.from_pool(
        pool_of(
            url,
            socket_connect_timeout=CONNECT_SECONDS,
            retry=Retry(ConstantBackoff(0.5), 3, supported_errors=(redis.ConnectionError,)),  # timeouts: RQ itself does
            health_check_interval=30,
        )
    )
