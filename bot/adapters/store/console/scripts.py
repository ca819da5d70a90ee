"""The scripts with which Redis goes through many bookings for the console."""

from bot.adapters.store.scripts.found import FOUND

# KEYS: bookings. ARGV: since and until when, in ms, and how many to take. How the next two begin: `ids` are the first
# of the span and all that start when the last of them does, `next` is where to go on, "" at the end, told first.
SOME_OF_SPAN = """
local call = redis.call
local ids, next = call('ZRANGE', KEYS[1], ARGV[1], ARGV[2], 'BYSCORE', 'LIMIT', 0, ARGV[3]), ''
if #ids == tonumber(ARGV[3]) then
  local last = call('ZSCORE', KEYS[1], ids[#ids])
  ids, next = call('ZRANGE', KEYS[1], ARGV[1], last, 'BYSCORE'), '(' .. last
end
local found = {next}
"""

# ARGV: what the key of a booking begins with. Gives the readable part of each.
SPAN_OUTLINES = (
    SOME_OF_SPAN
    + """
for _, id in ipairs(ids) do
  local readable = call('HGET', ARGV[4] .. id, 'open')
  if readable then found[#found + 1] = readable end
end
return found
"""
)

# KEYS: bookings, rows that are planned. ARGV: what the sets of notices, the notices and the settled ones begin with.
# Gives each "channel state" and how many notices have both, of those that are not planned any more.
SPAN_WAYS = (
    SOME_OF_SPAN
    + """
local counts, accepted = {}, {}
local function counted(channel, state, count)
  if channel and state then
    local way = channel .. ' ' .. state
    counts[way] = (counts[way] or 0) + count
  end
end
for _, id in ipairs(ids) do
  for _, notice in ipairs(call('ZDIFF', 2, ARGV[4] .. id, KEYS[2])) do
    local row = call('HMGET', ARGV[5] .. notice, 'channel', 'state')
    counted(row[1], row[2], 1)
  end
  local settled = call('HGETALL', ARGV[6] .. id)
  for i = 1, #settled, 2 do
    local name, value = settled[i], settled[i + 1]
    if string.sub(value, 1, 2) == '||' then -- as nearly all: the same few names, which are read once
      accepted[name] = (accepted[name] or 0) + 1
    else
      local state, named = string.match(value, '^([^|]*)|([^|]*)')
      counted(string.match(named == '' and name or named or '', '[^. ]+$'), state == '' and 'accepted' or state, 1)
    end
  end
end
for name, count in pairs(accepted) do counted(string.match(name, '[^.]+$'), 'accepted', count) end
for way, count in pairs(counts) do
  found[#found + 1] = way
  found[#found + 1] = count
end
return found
"""
)

# ARGV: what the key of a booking begins with, states, what the keys of words begin with. How the next two begin:
# `asked` are the states, `standing` tells state and start of a booking from its readable part, nil where it has none.
STANDING = (
    FOUND
    + """
local asked = {}
for state in string.gmatch(ARGV[2], '[^ ]+') do asked[state] = true end
local function standing(id)
  local readable = redis.call('HGET', ARGV[1] .. id, 'open') or ''
  local state, start = string.match(readable, '^[^{|][^|]*|[^|]*|([a-z_]+)|([^|]+)|')
  if start then return state, start end
  return string.match(readable, '"state": ?"([a-z_]+)", ?"start": ?"([^"]+)"')
end
"""
)

# KEYS: bookings. ARGV: those of STANDING, then words. Gives for each word "state=count" of each state, and
# "id state start" of those in the states that are asked for.
STANDINGS = (
    STANDING
    + """
local found = {}
for i = 4, #ARGV do
  local counts, told, rows = {}, {}, {}
  for _, id in ipairs(found_under(ARGV[3], ARGV[i])) do
    local state, start = standing(id)
    if state then
      counts[state] = (counts[state] or 0) + 1
      if asked[state] then rows[#rows + 1] = id .. ' ' .. state .. ' ' .. start end
    end
  end
  for state, count in pairs(counts) do told[#told + 1] = state .. '=' .. count end
  found[#found + 1] = {table.concat(told, ' '), rows}
end
return found
"""
)

# KEYS: bookings. ARGV: those of STANDING, then words and a booking each, in pairs. Says of each pair whether another
# booking found under the word is in one of the states; none is looked at after the first that is.
OTHERS_STAND = (
    STANDING
    + """
local function other_stands(word, but)
  for _, id in ipairs(found_under(ARGV[3], word)) do
    if id ~= but and asked[standing(id) or ''] then return 1 end
  end
  return 0
end
local told = {}
for i = 4, #ARGV, 2 do told[#told + 1] = other_stands(ARGV[i], ARGV[i + 1]) end
return told
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
