"""The scripts that load what an event needs, and count the places that are taken."""

from bot.adapters.redis.circuit import BESIDE
from bot.adapters.store.scripts.found import FOUND

# Counts the places that are held from now on where that changed since a version, or everywhere: epoch, version, whether
# everywhere, then start and count of each.
TAKEN = """
local function taken(places, store, changed, now, epoch, known)
  local held = redis.call('HMGET', store, 'epoch', 'places')
  local version = tonumber(held[2] or '0')
  local behind = version - tonumber(known)
  local found, seen = {held[1] or '', version, 1}, {}
  if held[1] == epoch and behind >= 0 and behind <= redis.call('LLEN', changed) then
    found[3] = 0
    if behind == 0 then return found end
    for _, start in ipairs(redis.call('LRANGE', changed, -behind, -1)) do
      if not seen[start] then
        seen[start] = true
        found[#found + 1] = start
        found[#found + 1] = redis.call('ZCOUNT', places, start, start)
      end
    end
    return found
  end
  local from = now
  while true do
    local start = redis.call('ZRANGEBYSCORE', places, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
    if not start then return found end
    found[#found + 1] = start
    found[#found + 1] = redis.call('ZCOUNT', places, start, start)
    from = '(' .. start
  end
end
"""

# KEYS: event, conversation, open booking, slots, burst, schedule, terms, wish, style, refusal of the user, deaths,
# open erasure, identity, changed places, his messages for staff; circuit and bucket of LINE.
# ARGV: prefix of bookings, now in ms, whether it is a message, prefix of wishes, epoch and count of changed places that
# are known, what the keys of words begin with, the word of the user; what is asked beside it, if anything is. But for
# that nothing is written here: where each write waits for the disk, an event took a fifth longer by one more.
LOAD = (
    TAKEN
    + FOUND
    + BESIDE
    + """
local held = redis.call('GET', KEYS[3])
local booking = false
if held then
  booking = redis.call('HMGET', ARGV[1] .. string.match(held, ' (.+)$'), 'v', 'edition', 'open', 'sealed')
end
local waits = redis.call('GET', KEYS[8])
local wish = false
if waits then wish = redis.call('HMGET', ARGV[4] .. waits, 'open', 'sealed') end
local seen = redis.call('EXISTS', KEYS[1])
local burst = 0
if seen == 0 and ARGV[3] == '1' then burst = (tonumber(redis.call('GET', KEYS[5])) or 0) + 1 end
return {
  seen,
  redis.call('HMGET', KEYS[2], 'v', 'sealed'),
  held, booking,
  taken(KEYS[4], KEYS[13], KEYS[14], ARGV[2], ARGV[5], ARGV[6]),
  burst,
  redis.call('HGET', KEYS[6], 'open'),
  redis.call('HGETALL', KEYS[7]),
  waits, wish,
  redis.call('GET', KEYS[9]),
  redis.call('GET', KEYS[10]),
  redis.call('GET', KEYS[11]),
  redis.call('EXISTS', KEYS[12]),
  #found_under(ARGV[7], ARGV[8]),
  redis.call('EXISTS', KEYS[15]),
  redis.call('HGET', KEYS[6], 'sealed'),
  ARGV[9] and beside(KEYS[16], KEYS[17], unpack(ARGV, 9)) or false,
}
"""
)

# KEYS: slots, identity, changed places. ARGV: now in ms.
COUNT_TAKEN = TAKEN + "return taken(KEYS[1], KEYS[2], KEYS[3], ARGV[1], '', 0)"
