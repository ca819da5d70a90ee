"""The scripts of the replies to a person, which go one after the other."""

from bot.adapters.store.scripts.which_store import SAME_STORE

# Gives the first of a person's replies that is still there and not set aside.
FIRST = """
local function first(replies, prefix)
  while true do
    local id = redis.call('ZRANGE', replies, 0, 0)[1]
    if not id then return id end
    local there = redis.call('HMGET', prefix .. id, 'sealed', 'aside')
    if there[1] and not there[2] then return id end
    redis.call('ZREM', replies, id)
  end
end
"""

# KEYS: replies of a person. ARGV: prefix of the replies.
FIRST_REPLY = FIRST + "return first(KEYS[1], ARGV[1])"

# KEYS: identity, reply. ARGV: the three of SAME_STORE, step, lease or "".
STEP_REPLY = (
    SAME_STORE
    + """
if redis.call('HEXISTS', KEYS[2], 'sealed') == 0 then return false end
if ARGV[5] ~= '' and redis.call('HGET', KEYS[2], 'lease') ~= ARGV[5] then return false end
local before = redis.call('HGET', KEYS[2], 'step')
redis.call('HSET', KEYS[2], 'step', ARGV[4])
return before
"""
)
