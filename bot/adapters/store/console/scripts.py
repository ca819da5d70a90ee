"""The scripts with which Redis goes through many bookings for the console."""

from bot.adapters.store.scripts import FOUND

# KEYS: bookings. ARGV: what the sets of notices, the notices and the settled ones begin with, then the bookings. Gives
# each "channel state" and how many notices have both.
COUNT_WAYS = """
local counts, found = {}, {}
local function counted(channel, state)
  if channel and state then
    local way = channel .. ' ' .. state
    counts[way] = (counts[way] or 0) + 1
  end
end
for i = 4, #ARGV do
  for _, notice in ipairs(redis.call('SMEMBERS', ARGV[1] .. ARGV[i])) do
    local row = redis.call('HMGET', ARGV[2] .. notice, 'channel', 'state')
    counted(row[1], row[2])
  end
  local settled = redis.call('HGETALL', ARGV[3] .. ARGV[i])
  for j = 1, #settled, 2 do
    local state, named = string.match(settled[j + 1], '^([^|]*)|([^|]*)')
    counted(string.match(named == '' and settled[j] or named or '', '[^. ]+$'), state == '' and 'accepted' or state)
  end
end
for way, count in pairs(counts) do
  found[#found + 1] = way
  found[#found + 1] = count
end
return found
"""

# KEYS: bookings. ARGV: what the key of a booking begins with, states to be listed, what the keys of words begin with,
# then words. Gives for each word, from the readable parts, "state=count" of each state, the id of its newest booking,
# and "id state start" of those in the states to be listed.
STANDINGS = (
    FOUND
    + """
local found, listed = {}, {}
for state in string.gmatch(ARGV[2], '[^ ]+') do listed[state] = true end
for i = 4, #ARGV do
  local counts, told, rows, newest, latest = {}, {}, {}, '', ''
  for _, id in ipairs(found_under(ARGV[3], ARGV[i])) do
    local readable = redis.call('HGET', ARGV[1] .. id, 'open') or ''
    local state, start = string.match(readable, '^[^{|][^|]*|[^|]*|([a-z_]+)|([^|]+)|')
    if not start then state, start = string.match(readable, '"state": ?"([a-z_]+)", ?"start": ?"([^"]+)"') end
    if start then
      counts[state] = (counts[state] or 0) + 1
      if start > latest then newest, latest = id, start end
      if listed[state] then rows[#rows + 1] = id .. ' ' .. state .. ' ' .. start end
    end
  end
  for state, count in pairs(counts) do told[#told + 1] = state .. '=' .. count end
  found[#found + 1] = {table.concat(told, ' '), newest, rows}
end
return found
"""
)

# KEYS: bookings. ARGV: what the keys of a booking's notices, of a notice and of settled ones begin with, then bookings.
# Gives JSON: for each booking, of each of its notices the channel, kind, state, reason and due time, of a settled one
# field and value.
NOTICE_OUTLINES = """
local found = {}
for i = 4, #ARGV do
  local rows = {}
  for _, notice in ipairs(redis.call('SMEMBERS', ARGV[1] .. ARGV[i])) do
    rows[#rows + 1] = redis.call('HMGET', ARGV[2] .. notice, 'channel', 'kind', 'state', 'reason', 'due')
  end
  local settled = redis.call('HGETALL', ARGV[3] .. ARGV[i])
  for j = 1, #settled, 2 do rows[#rows + 1] = {settled[j], settled[j + 1]} end
  found[#found + 1] = rows
end
return cjson.encode(found)
"""
