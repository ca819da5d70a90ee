"""Whether and how fast LINE is called, the same for all processes: a circuit breaker and a token bucket.

Nygard, Release It!, "Circuit Breaker"; the bucket is the generic cell rate algorithm of ITU-T I.371.
"""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.redis.clock import ms
from bot.ports.context import Log
from bot.ports.line import LINE_AT_ONCE, LineState, Passage
from bot.settings import LINE_CALLS_A_SECOND

FAILURES_TO_OPEN = 5  # in a row
FIRST_PAUSE_MS, LONGEST_PAUSE_MS = 5_000, 30_000  # ms until a probe; half as long again after each that fails
PROBE_MS = 15_000  # ms within which a probe comes to an end, or its process died
KEPT_SECONDS = 24 * 3600  # seconds
FORGOTTEN_AFTER = timedelta(minutes=10)
BURST = 20  # calls that need not wait after a quiet moment
BUCKET_KEPT_MS = 60_000  # ms
LEASE_SECONDS = (
    0.5  # seconds for which a process goes by what it was told: that nobody's calls failed, calls out of the bucket
)
TAKEN_TOGETHER = 10  # calls that a process takes out of the bucket at one time
NO_FAILURE = 3  # what the script says

# KEYS: circuit. ARGV: now in ms, time for a probe in ms. Gives 3 where not even a single call failed lately.
LET = """
local open = redis.call('HMGET', KEYS[1], 'since', 'next', 'failures')
if not open[1] then return open[3] and 1 or 3 end
local now = tonumber(ARGV[1])
if now >= tonumber(open[1]) and now < tonumber(open[2]) then return 0 end
redis.call('HSET', KEYS[1], 'next', now + ARGV[2], 'probing', 1)
return 2
"""

# KEYS: circuit. ARGV: now in ms, reason, failures that open it, first and longest pause in ms, lifetime in s.
FAILED = """
local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
redis.call('HSET', KEYS[1], 'reason', ARGV[2], 'at', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[6])
local open = redis.call('HMGET', KEYS[1], 'since', 'probing', 'rest')
if not open[1] then
  if failures < tonumber(ARGV[3]) then return 0 end
  redis.call('HSET', KEYS[1], 'since', ARGV[1], 'rest', ARGV[4], 'next', ARGV[1] + ARGV[4])
  return 1
end
if open[2] then
  local rest = math.min(math.floor(open[3] * 1.5), tonumber(ARGV[5]))
  redis.call('HSET', KEYS[1], 'rest', rest, 'next', ARGV[1] + rest)
  redis.call('HDEL', KEYS[1], 'probing')
end
return 0
"""

# KEYS: circuit. ARGV: now in ms.
NOT_PROBED = """
if redis.call('HDEL', KEYS[1], 'probing') == 1 then redis.call('HSET', KEYS[1], 'next', ARGV[1]) end
"""

# KEYS: circuit.
WELL = """
local since = redis.call('HGET', KEYS[1], 'since')
redis.call('HDEL', KEYS[1], 'failures', 'since', 'next', 'rest', 'probing')
return since and 1 or 0
"""

# Takes calls out of a bucket: microseconds a call, calls that need not wait, lifetime in ms, calls that are taken
# together where none of them need wait. Gives the wait in microseconds, and how many calls were taken.
TAKING = """
local function take(bucket, each, at_once, lasts, together)
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local at = math.max(tonumber(redis.call('GET', bucket) or '0'), now - each * at_once)
  if at > now + lasts * 1000 then at = now end
  local calls = at + each * (together - 1) <= now and tonumber(together) or 1
  redis.call('SET', bucket, string.format('%.0f', at + each * calls), 'PX', lasts)
  return {math.max(0, at - now), calls}
end
"""

# KEYS: bucket. ARGV: as above.
TAKE = TAKING + "return take(KEYS[1], unpack(ARGV))"

# Tells whether a call failed lately, and takes calls if that is wanted and none need wait: the answer of another
# script bears it. What is damaged is nobody's but the circuit's own.
BESIDE = (
    TAKING
    + """
local function beside(circuit, bucket, each, at_once, lasts, together)
  local open = redis.pcall('HMGET', circuit, 'since', 'failures')
  local failed = (open.err or open[1] or open[2]) and 1 or 0
  if together == '0' then return {failed, 0} end
  local time = redis.call('TIME')
  local held = redis.pcall('GET', bucket)
  local spent = type(held) == 'string' and tonumber(held) or (held and math.huge or 0)
  if spent > time[1] * 1000000 + time[2] - each * (together - 1) then return {failed, 0} end
  return {failed, take(bucket, each, at_once, lasts, together)[2]}
end
"""
)


class CircuitKeys(Protocol):
    """The keys of an office that its circuit reads and writes."""

    @property
    def line_circuit(self) -> str:
        """Hash: failures in a row of calls to LINE, since when none is made, when the next may be tried."""

    @property
    def line_bucket(self) -> str:
        """String: until when calls to LINE are taken, in microseconds."""

    @property
    def counters(self) -> str:
        """Hash: what is counted, to how often."""


class RedisCircuit:
    """Implements bot.ports.line.Circuit."""

    def __init__(
        self,
        client: Client,
        keys: CircuitKeys,
        now: Callable[[], datetime],
        log: Log,
        monotonic: Callable[[], float] = time.monotonic,
        calls_a_second: int = LINE_CALLS_A_SECOND,
    ) -> None:
        self._calls_a_second = calls_a_second
        self._client, self._keys, self._now, self._log = client, keys, now, log
        self._let, self._failed = client.register_script(LET), client.register_script(FAILED)
        self._not_probed = client.register_script(NOT_PROBED)
        self._well, self._take = client.register_script(WELL), client.register_script(TAKE)
        self._monotonic, self._well_until = monotonic, 0.0
        self._spare, self._spare_until, self._taking = 0, 0.0, threading.Lock()
        self._asked_at: float | None = None  # while an answer is awaited that bears ours
        self.names = [keys.line_circuit, keys.line_bucket]

    def is_open(self) -> bool:
        """Say whether nothing may be sent now, not even a probe."""
        now = ms(self._now())
        with store_errors():
            since, after = self._client.hmget(self._keys.line_circuit, "since", "next")
        return bool(since) and int(since) <= now < int(after or 0)

    def passage(self) -> Passage:
        """Say whether one call may go now; while the circuit is open, one at a time does, as a probe.

        Where nobody's calls failed, that holds for a moment without a look.
        """
        if self._is_well():
            return Passage.FREE
        asked_at = self._monotonic()
        with store_errors():
            let = int(self._let([self._keys.line_circuit], [ms(self._now()), PROBE_MS]))
        self._well_until = asked_at + LEASE_SECONDS if let == NO_FAILURE else 0.0
        return (Passage.NONE, Passage.FREE, Passage.PROBE, Passage.FREE)[let]

    def asks(self) -> Sequence[int]:
        """Give what the answer of another script is to bear for us, () for nothing; then it has to be told."""
        with self._taking:
            has_spare = self._spare > 0 and self._monotonic() < self._spare_until
            if self._asked_at is not None or (has_spare and self._is_well()):
                return ()
            self._asked_at = self._monotonic()
        return [1_000_000 // self._calls_a_second, BURST, BUCKET_KEPT_MS, 0 if has_spare else TAKEN_TOGETHER]

    def told(self, answer: Sequence[int] | None) -> None:
        """Take whether calls failed lately, and how many were taken for us; None where no answer came."""
        with self._taking:
            asked_at, self._asked_at = self._asked_at, None
            if answer is None or asked_at is None:
                return
            failed, calls = answer
            if calls:
                self._spare, self._spare_until = int(calls), asked_at + LEASE_SECONDS
        if not failed:
            self._well_until = asked_at + LEASE_SECONDS

    def _is_well(self) -> bool:
        return self._monotonic() < self._well_until

    def not_probed(self) -> None:
        """Take back that a probe is under way, unless it has told how it ended."""
        with store_errors():
            self._not_probed([self._keys.line_circuit], [ms(self._now())])

    def went_well(self) -> None:
        """Note that LINE answered; where nobody's calls failed, there is nothing to take back."""
        if self._is_well():
            return
        with store_errors():
            closed = self._well([self._keys.line_circuit])
        if closed:
            self._log("line_sending_goes_on")

    def failed(self, reason: str) -> None:
        """Note that LINE failed; after several in a row, the circuit opens."""
        most = 1 if reason in LINE_AT_ONCE else FAILURES_TO_OPEN
        arguments = [ms(self._now()), reason, most, FIRST_PAUSE_MS, LONGEST_PAUSE_MS, KEPT_SECONDS]
        self._well_until = 0.0
        with store_errors():
            opened = self._failed([self._keys.line_circuit], arguments)
            if opened:
                self._client.hincrby(self._keys.counters, "line_rests", 1)
        if opened:
            self._log("line_sending_rests", reason=reason)

    def state(self) -> LineState:
        """Tell how sending goes; where nothing was tried for a while, nobody knows that it is still open."""
        with store_errors():
            since, reason, at = self._client.hmget(self._keys.line_circuit, "since", "reason", "at")
        failed_at = _moment(at)
        lasts = failed_at is not None and self._now() - failed_at < FORGOTTEN_AFTER
        return LineState(_moment(since) if lasts else None, reason or "", failed_at)

    def wait(self) -> float:
        """Take one call out of the bucket, or of those taken just before; give the seconds until it may be made."""
        with self._taking:
            if self._spare and self._monotonic() < self._spare_until:
                self._spare -= 1
                return 0.0
        asked_at = self._monotonic()
        with store_errors():
            told = [1_000_000 // self._calls_a_second, BURST, BUCKET_KEPT_MS, TAKEN_TOGETHER]
            micro, calls = self._take([self._keys.line_bucket], told)
        if calls > 1:
            with self._taking:
                self._spare, self._spare_until = int(calls) - 1, asked_at + LEASE_SECONDS
        return int(micro) / 1_000_000


def _moment(milliseconds: str | None) -> datetime | None:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC) if milliseconds else None
