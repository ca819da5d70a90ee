"""The scripts that give bookings and their rows of the ledger, several records in one trip."""

# KEYS: numbers. ARGV: what the key of a booking begins with, then an id or number. Gives the id, and the record.
BOOKING = """
local id = redis.call('HGET', KEYS[1], ARGV[2]) or ARGV[2]
return {id, redis.call('HMGET', ARGV[1] .. id, 'v', 'edition', 'open', 'sealed')}
"""

ROWS = """
local function rows(names, prefix)
  local found = {}
  for _, id in ipairs(redis.call('SMEMBERS', names)) do
    found[#found + 1] = redis.call('HGETALL', prefix .. id)
  end
  return found
end
"""

# KEYS: names of rows of the ledger, settled rows. ARGV: what the key of a row begins with. Gives the fields of each,
# and the settled ones.
LEDGER = ROWS + "return {rows(KEYS[1], ARGV[1]), redis.call('HGETALL', KEYS[2])}"

# KEYS: row of the ledger. ARGV: what the keys of a booking, of the names of its rows, of a row, and of settled rows
# begin with. Gives the fields of the row, the record of its booking, the fields of all rows of that, and settled ones.
TO_SEND = (
    ROWS
    + """
local row = redis.call('HGETALL', KEYS[1])
local booking = redis.call('HGET', KEYS[1], 'booking') or ''
if booking == '' then return {row, false, {}, {}} end
local record = redis.call('HMGET', ARGV[1] .. booking, 'v', 'edition', 'open', 'sealed')
return {row, record, rows(ARGV[2] .. booking, ARGV[3]), redis.call('HGETALL', ARGV[4] .. booking)}
"""
)

# KEYS: bookings. ARGV: what the key of a booking begins with, then bookings. Gives the readable part of each.
OUTLINES = """
local found = {}
for i = 2, #ARGV do
  local readable = redis.call('HGET', ARGV[1] .. ARGV[i], 'open')
  if readable then
    found[#found + 1] = readable
  end
end
return found
"""

# KEYS: bookings. ARGV: what the key of a booking begins with, then bookings. Gives the record of each.
RECORDS = """
local each = {}
for i = 2, #ARGV do each[#each + 1] = redis.call('HMGET', ARGV[1] .. ARGV[i], 'v', 'edition', 'open', 'sealed') end
return each
"""
