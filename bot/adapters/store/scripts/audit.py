"""The scripts that find and give lines of the audit log."""

# KEYS: times, marks, list. ARGV: since and until in ms. Gives the places of lines that are named, and from which to
# which all may be of this span.
AUDIT_PLACES = """
local first = redis.call('ZREVRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '-inf', 'LIMIT', 0, 1)[1]
  or redis.call('ZRANGE', KEYS[2], 0, 0)[1]
local last = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[2], '+inf', 'LIMIT', 0, 1)[1]
  or tostring(redis.call('LLEN', KEYS[3]) - 1)
return {redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[2]), first or '0', first and last or '-1'}
"""

# KEYS: list. ARGV: the first and the last line, then what each must hold.
AUDIT = """
local found = {}
for _, line in ipairs(redis.call('LRANGE', KEYS[1], ARGV[1], ARGV[2])) do
  local fits = true
  for part = 3, #ARGV do fits = fits and string.find(line, ARGV[part], 1, true) end
  if fits then found[#found + 1] = line end
end
return found
"""
