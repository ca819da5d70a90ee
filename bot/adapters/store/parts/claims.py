"""Claims what is due under a lease, by the store's clock, and counts what was begun and never came to an end."""

import time
import uuid
from collections.abc import Sequence
from datetime import timedelta

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.store.commands.ledger import LEDGER
from bot.adapters.store.keys import Keys
from bot.ports.work import LEASE, Claim, Work

LEASES = {
    Work.MAIL: timedelta(seconds=120),  # a mail server may take its time at each step
    Work.ERASURES: timedelta(seconds=60),  # it looks through all keys
    Work.ROOMS: timedelta(seconds=60),  # several calls to Zoom, each with its own limit of time
}
LIFE = 4_000  # ms after which a process that was not heard is taken for dead
# A second try is no second message: LINE knows the retry key, or the reply token is used up.
TAKEN_OVER = (Work.REPLIES, Work.NOTICES)
MOST_READY = 2_000  # rows that one claim looks through

# KEYS: due set, counters, and for what goes by when it is wanted: ready set.
# ARGV: prefix of the records, clock offset in ms, lease in ms, token, limit, most that become ready, fields to set.
# What becomes ready stays in the due set, at its end, so that whatever is open stands there. A row whose record is gone
# is dropped, and one whose record is something else altogether; that is counted.
CLAIM = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000 + 0.5) + tonumber(ARGV[2])
local due, ready = KEYS[1], KEYS[3]
local ids
if ready then
  local became = redis.call('ZRANGEBYSCORE', due, '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[6])
  for i = 1, #became, 2 do
    local wanted = redis.pcall('HGET', ARGV[1] .. became[i], 'wanted')
    redis.call('ZADD', ready, type(wanted) == 'string' and wanted or became[i + 1], became[i])
    redis.call('ZADD', due, '+inf', became[i])
  end
  ids = redis.call('ZRANGE', ready, 0, ARGV[5] - 1)
else
  ids = redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, ARGV[5])
end
local claimed = {}
for _, id in ipairs(ids) do
  local kind = redis.call('TYPE', ARGV[1] .. id).ok
  if ready then redis.call('ZREM', ready, id) end
  if kind == 'hash' then
    redis.call('ZADD', due, now + ARGV[3], id)
    redis.call('HSET', ARGV[1] .. id, 'lease', ARGV[4], 'until', now + ARGV[3], unpack(ARGV, 7))
    claimed[#claimed + 1] = id
  else
    redis.call('ZREM', due, id)
    if kind ~= 'none' then redis.call('HINCRBY', KEYS[2], 'row_without_record', 1) end
  end
end
return claimed
"""

# KEYS: process, rows in progress. ARGV: prefix of the records, most, life of a process in ms, its name, work or "" for
# what another must not take over early, then id and lease of each.
BEGIN = """
local before = {}
redis.call('SET', KEYS[1], '1', 'PX', ARGV[3])
for i = 6, #ARGV, 2 do
  local record = ARGV[1] .. ARGV[i]
  local held = redis.call('HMGET', record, 'lease', 'begun')
  local begun = tonumber(held[2] or '0')
  if held[1] ~= ARGV[i + 1] then
    begun = -1
  elseif begun < tonumber(ARGV[2]) then
    redis.call('HINCRBY', record, 'begun', 1)
    if ARGV[5] ~= '' then redis.call('HSET', KEYS[2], ARGV[5] .. ' ' .. ARGV[i], ARGV[4] .. ' ' .. ARGV[i + 1]) end
  end
  before[#before + 1] = begun
end
return before
"""

# KEYS: rows in progress. ARGV: prefix of the records, process, work, then id and lease of each. What another has begun
# meanwhile is left alone.
END_CLAIMS = """
for i = 4, #ARGV, 2 do
  local lease = redis.call('HGET', ARGV[1] .. ARGV[i], 'lease')
  if lease == ARGV[i + 1] or lease == '' then redis.call('HDEL', ARGV[1] .. ARGV[i], 'begun') end
  local name = ARGV[3] .. ' ' .. ARGV[i]
  if redis.call('HGET', KEYS[1], name) == ARGV[2] .. ' ' .. ARGV[i + 1] then redis.call('HDEL', KEYS[1], name) end
end
"""

# KEYS: rows in progress. ARGV: prefix of the processes, clock offset in ms, then name, due set and prefix of records
# of each kind of work. Lets what a dead process had in hand be claimed at once, as if its lease had ended.
RELEASE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000 + 0.5) + tonumber(ARGV[2])
local due, records = {}, {}
for i = 3, #ARGV, 3 do due[ARGV[i]], records[ARGV[i]] = ARGV[i + 1], ARGV[i + 2] end
local count, rows = 0, redis.call('HGETALL', KEYS[1])
for i = 1, #rows, 2 do
  local work, id = string.match(rows[i], '^(%S+) (.+)$')
  local process, lease = string.match(rows[i + 1], '^(%S+) (%S+)$')
  local held = redis.call('HGET', records[work] .. id, 'lease') == lease
  local dead = redis.call('EXISTS', ARGV[1] .. process) == 0
  if dead and held then
    redis.call('ZADD', due[work], 'XX', now, id)
    count = count + 1
  end
  if dead or not held then redis.call('HDEL', KEYS[1], rows[i]) end
end
return count
"""


# KEYS: clock seen. ARGV: clock offset in ms, steps and smallest change to note in ms. Gives by how much each clock
# went back, in ms.
WATCH = """
local time = redis.call('TIME')
local now = {time[1] * 1000 + math.floor(time[2] / 1000)}
now[2] = now[1] + tonumber(ARGV[1])
local seen = redis.call('HMGET', KEYS[1], 'store', 'office')
local back, changed = {0, 0}, false
for i = 1, 2 do
  local ahead = now[i] - (tonumber(seen[i] or '0'))
  if -ahead > tonumber(ARGV[2]) then back[i] = -ahead end
  if back[i] > 0 or ahead > tonumber(ARGV[3]) then changed = true end
end
if changed then redis.call('HSET', KEYS[1], 'store', now[1], 'office', now[2]) end
return back
"""

# KEYS: due set, set of when rows were planned for. ARGV: prefix of the records, clock offset and lease in ms, plan.
# What waits for longer than a lease is looked at when it was planned for, but not before a lease from now on would end.
# `plan` says where the former is known: "planned" in the second set; "now" it is due at once; "own" it is what the due
# set says, but for what is under a lease.
RESCORE = """
local time = redis.call('TIME')
local soon = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2] + ARGV[3]
local count, late = 0, redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. string.format('%.0f', soon), '(+inf', 'WITHSCORES')
for i = 1, #late, 2 do
  local id, score = late[i], tonumber(late[i + 1])
  local plan = soon
  if ARGV[4] == 'planned' then
    plan = tonumber(redis.call('ZSCORE', KEYS[2], id) or score)
  elseif ARGV[4] == 'own' and tonumber(redis.call('HGET', ARGV[1] .. id, 'until') or '0') ~= score then
    plan = score
  end
  local at = math.min(score, math.max(plan, soon))
  if at < score then
    redis.call('ZADD', KEYS[1], at, id)
    count = count + 1
  end
end
return count
"""

CLOCK_STEP_MS = 2_000  # ms by which a clock goes back before that counts as a step
NOTED = 20_000  # ms between two notes of how late it is
PLANS = {Work.REPLIES: "now", Work.ERASURES: "now", Work.EXPIRING: "own", Work.WISHES: "own"}
BATCH = 500  # keys


class Claims:
    """The due sets of one office."""

    def __init__(self, client: Client, keys: Keys) -> None:
        self._client, self._keys = client, keys
        self._claim, self._begin = client.register_script(CLAIM), client.register_script(BEGIN)
        self._end = client.register_script(END_CLAIMS)
        self._release = client.register_script(RELEASE)
        self._process = uuid.uuid4().hex
        self._in_hand_until = 0.0  # by the monotonic clock: after that every lease that we began under has ended
        self._watch, self._rescore = client.register_script(WATCH), client.register_script(RESCORE)

    def claim(self, work: Work, limit: int, ahead: timedelta) -> list[Claim]:
        """Lease rows that are due; `ahead` is how far the office's clock is ahead of the store's."""
        token, lease = uuid.uuid4().hex, LEASES.get(work, LEASE)
        ledger = work in LEDGER
        fields = ("state", "leased") if ledger else ()
        arguments = [self._record(work), ms_of(ahead), ms_of(lease), token, limit, MOST_READY, *fields]
        keys = [self._keys.due(work), self._keys.counters, *([self._keys.ready(work)] if ledger else [])]
        with store_errors():
            ids = self._claim(keys, arguments)
        return [Claim(one, token) for one in ids]

    def begin(self, work: Work, claims: Sequence[Claim], most: int) -> list[int]:
        """Note that rows are begun, but for those that were begun too often; give how often before, -1 = not ours."""
        with store_errors():
            keys = [self._keys.process(self._process), self._keys.in_progress]
            arguments = [self._record(work), most, LIFE, self._process, work if work in TAKEN_OVER else ""]
            self._in_hand_until = time.monotonic() + LEASE.total_seconds()
            return [int(one) for one in self._begin(keys, [*arguments, *_flat(claims)])]

    def end(self, work: Work, claims: Sequence[Claim]) -> None:
        """Note that rows came to an end."""
        if claims:
            with store_errors():
                self._end([self._keys.in_progress], [self._record(work), self._process, work, *_flat(claims)])

    def tell_alive(self) -> None:
        """Note that this process is alive, if it has rows in hand; while nothing is noted, others take them over."""
        if time.monotonic() > self._in_hand_until:
            return
        with store_errors():
            self._client.set(self._keys.process(self._process), "1", px=LIFE)

    def take_over(self, ahead: timedelta) -> int:
        """Let what a dead process had in hand be claimed at once; give how many rows that are."""
        kinds = [part for work in TAKEN_OVER for part in (work, self._keys.due(work), self._record(work))]
        with store_errors():
            return int(self._release([self._keys.in_progress], [self._keys.process(""), ms_of(ahead), *kinds]))

    def after_a_step_back(self, ahead: timedelta) -> float:
        """Look whether a clock went back; then look soon at what waits by the old time, and end what lives by it."""
        with store_errors():
            back = self._watch([self._keys.clock_seen], [ms_of(ahead), CLOCK_STEP_MS, NOTED])
            store, office = (int(one) for one in back)
            if store:
                self._shorten_lives(store)
            if office:
                for work in Work:
                    lease = ms_of(LEASES.get(work, LEASE))
                    arguments = [self._record(work), ms_of(ahead), lease, PLANS.get(work, "planned")]
                    self._rescore([self._keys.due(work), self._keys.planned], arguments)
        return max(store, office) / 1000

    def _shorten_lives(self, back: int) -> None:
        """Let each key end when it was to end by true time: lifetimes go by the store's clock."""
        names = list(self._client.scan_iter(match=self._keys.prefix + "*", count=BATCH))
        for first in range(0, len(names), BATCH):
            batch, trip = names[first : first + BATCH], self._client.pipeline(transaction=False)
            for name in batch:
                trip.pttl(name)
            left = zip(batch, trip.execute(), strict=True)
            for name, life in left:
                if life > back:  # what is shorter was written since
                    trip.pexpire(name, life - back)
            trip.execute()

    def _record(self, work: Work) -> str:
        return self._keys.record(work, "")


def ms_of(span: timedelta) -> int:
    """Give a span in milliseconds."""
    return round(span.total_seconds() * 1000)


def _flat(claims: Sequence[Claim]) -> list[str]:
    return [part for claim in claims for part in (claim.id, claim.lease)]
