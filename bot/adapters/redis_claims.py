"""Claims what is due under a lease, by the store's clock, and counts what was begun and never came to an end."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from bot.adapters.redis_client import Client, store_errors
from bot.adapters.redis_keys import Keys
from bot.ports import LEASE, Claim, Work

LEASES = {
    Work.MAIL: timedelta(seconds=120),  # a mail server may take its time at each step
    Work.ERASURES: timedelta(seconds=60),  # it looks through all keys
    Work.ROOMS: timedelta(seconds=60),  # several calls to Zoom, each with its own limit of time
}
NOTICES = frozenset({Work.NOTICES, Work.MAIL, Work.ROOMS})

# KEYS: due set, counters. ARGV: prefix of the records, clock offset in ms, lease in ms, token, limit, fields to set.
# A row whose record is gone is dropped, and one whose record is something else altogether; that is counted.
CLAIM = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[2])
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[5])
local claimed = {}
for _, id in ipairs(ids) do
  local kind = redis.call('TYPE', ARGV[1] .. id).ok
  if kind == 'hash' then
    redis.call('ZADD', KEYS[1], now + ARGV[3], id)
    redis.call('HSET', ARGV[1] .. id, 'lease', ARGV[4], unpack(ARGV, 6))
    claimed[#claimed + 1] = id
  else
    redis.call('ZREM', KEYS[1], id)
    if kind ~= 'none' then redis.call('HINCRBY', KEYS[2], 'row_without_record', 1) end
  end
end
return claimed
"""

# KEYS: any key of the office. ARGV: prefix of the records, most, then id and lease of each.
BEGIN = """
local before = {}
for i = 3, #ARGV, 2 do
  local record = ARGV[1] .. ARGV[i]
  local held = redis.call('HMGET', record, 'lease', 'begun')
  local begun = tonumber(held[2] or '0')
  if held[1] ~= ARGV[i + 1] then
    begun = -1
  elseif begun < tonumber(ARGV[2]) then
    redis.call('HINCRBY', record, 'begun', 1)
  end
  before[#before + 1] = begun
end
return before
"""

# KEYS: any key of the office. ARGV: prefix of the records, then id and lease of each. Another's count is left alone.
END = """
for i = 2, #ARGV, 2 do
  local lease = redis.call('HGET', ARGV[1] .. ARGV[i], 'lease')
  if lease == ARGV[i + 1] or lease == '' then redis.call('HDEL', ARGV[1] .. ARGV[i], 'begun') end
end
"""


class Claims:
    """The due sets of one office."""

    def __init__(self, client: Client, keys: Keys) -> None:
        self._client, self._keys = client, keys
        self._claim, self._begin = client.register_script(CLAIM), client.register_script(BEGIN)
        self._end = client.register_script(END)

    def claim(self, work: Work, limit: int, ahead: timedelta) -> list[Claim]:
        """Lease rows that are due; `ahead` is how far the office's clock is ahead of the store's."""
        token, lease = uuid.uuid4().hex, LEASES.get(work, LEASE)
        fields = ("state", "leased") if work in NOTICES else ()
        arguments = [self._keys.record(work, ""), ms_of(ahead), ms_of(lease), token, limit, *fields]
        with store_errors():
            ids = self._claim([self._keys.due(work), self._keys.counters], arguments)
        return [Claim(one, token) for one in ids]

    def begin(self, work: Work, claims: Sequence[Claim], most: int) -> list[int]:
        """Note that rows are begun, but for those that were begun too often; give how often before, -1 = not ours."""
        with store_errors():
            return [int(one) for one in self._begin([self._keys.prefix], [self._record(work), most, *_flat(claims)])]

    def end(self, work: Work, claims: Sequence[Claim]) -> None:
        """Note that rows came to an end."""
        if claims:
            with store_errors():
                self._end([self._keys.prefix], [self._record(work), *_flat(claims)])

    def _record(self, work: Work) -> str:
        return self._keys.record(work, "")


def ms_of(span: timedelta) -> int:
    """Give a span in milliseconds."""
    return round(span.total_seconds() * 1000)


def _flat(claims: Sequence[Claim]) -> list[str]:
    return [part for claim in claims for part in (claim.id, claim.lease)]
