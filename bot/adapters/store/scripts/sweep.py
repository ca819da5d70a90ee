"""The scripts of those who look what is due: when that is, and that they live."""

from bot.adapters.store.scripts.which_store import SAME_STORE

# KEYS: identity, rows in progress, audit log, its head and seal, released places, then sorted sets.
# ARGV: the three of SAME_STORE, count of commits that is known, least score in the last set. Gives the count of
# commits, whether rows are in progress, and unless all is as it was known: whether the log is not as it was sealed,
# whether a place is kept back, and the lowest score of each set.
AGENDA = (
    SAME_STORE
    + """
local begun = redis.call('EXISTS', KEYS[2])
if held[2] == ARGV[4] and begun == 0 then return {tonumber(held[2]), begun} end
local seal = redis.call('HMGET', KEYS[5], 'entries', 'head')
local sealed = seal[1] == tostring(redis.call('LLEN', KEYS[3])) and seal[2] == (redis.call('GET', KEYS[4]) or '')
local found = {tonumber(held[2]), begun, sealed and 0 or 1, redis.call('EXISTS', KEYS[6])}
for i = 7, #KEYS do
  local from = i == #KEYS and ARGV[5] or '-inf'
  found[#found + 1] = redis.call('ZRANGEBYSCORE', KEYS[i], from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2] or ''
end
return found
"""
)

# KEYS: processes. ARGV: name, seconds after which one that was not heard is forgotten, and between two of its words:
# the workers of one web stand there under one name.
HEARD = """
local now = tonumber(redis.call('TIME')[1])
local before = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or '0')
if now < before or now - before >= tonumber(ARGV[3]) then redis.call('ZADD', KEYS[1], now, ARGV[1]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
"""
