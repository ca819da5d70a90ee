"""The scripts that look which store this is, begin a new one, and prove that it can be written."""

from bot.adapters.store.forms import FORMAT

# Stands before scripts that write what counts: this must be the store that the process knows, and not an older one.
# KEYS: identity, … ARGV: epoch, highest count of commits seen, 1 to mark another store as stopped as well, …
SAME_STORE = (
    f"local FORMAT = {FORMAT}"
    + """
local held = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'former', 'stopped', 'format')
if tonumber(held[5] or '1') > FORMAT then return redis.error_reply('STORE_CHANGED newer') end
local why = held[4]
if not why and not held[1] then why = 'emptied' end
if not why and held[1] ~= ARGV[1] then
  if string.find(held[3] or '', ARGV[1], 1, true) then return redis.error_reply('STORE_RENEWED') end
  why = 'other'
end
if not why and (tonumber(held[2]) or 0) < tonumber(ARGV[2]) then why = 'older' end
if why then
  if not held[4] and (why ~= 'other' or ARGV[3] == '1') then
    redis.call('HSET', KEYS[1], 'stopped', why, 'known', ARGV[1], 'seen', ARGV[2])
  end
  return redis.error_reply('STORE_CHANGED ' .. why)
end
"""
)

CHECK = SAME_STORE + "return tonumber(held[2])"

# KEYS: identity, audit log, seal. ARGV: length of the audit log, epoch, signature, then the fields of the seal.
BEGIN = (
    f"local FORMAT = {FORMAT}"
    + """
if redis.call('EXISTS', KEYS[1]) == 1 or redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'seq', '0', 'former', '', 'signature', ARGV[3], 'format', FORMAT)
redis.call('HSET', KEYS[3], unpack(ARGV, 4))
return 1
"""
)

# KEYS: proof. Without flags a server refuses it at the start if it is full, read-only or can't write to its disk.
PROVE = """#!lua
return redis.call('SET', KEYS[1], '1', 'NX', 'EX', 1)
"""
