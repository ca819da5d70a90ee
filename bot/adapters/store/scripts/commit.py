"""The script of a commit: all guards, then all writes. It knows no rule of the business."""

from bot.adapters.store.scripts.found import FOUND
from bot.adapters.store.scripts.replies import FIRST
from bot.adapters.store.scripts.which_store import SAME_STORE
from bot.service.audit.lines import DIGITS_SHOWN

MARKED_EVERY = 64  # entries of the audit log between two marks
MOST_CHANGED = 500  # changed places that are noted; who missed more counts all anew

# KEYS: identity. ARGV: the three of SAME_STORE, guards, writes (JSON), prefix of the replies. Gives the name of the
# guard that failed or "", the count of commits, what NAME, OLDEST, BEGIN and TALLY tell, and the number of the data's
# form.
# A guard is [name, op, key, …]; a write is a command, or one of fourteen of our own:
# COUNT counts something within some seconds from its first time. TALLY does, and from a limit on notes an alarm for so
# long; it tells "1" where that was not noted within that time, else "". UNDER writes some of these only where guards of
# its own hold, whatever else is written.
# CHAIN appends to the audit log and its index, and the place there to a list where one is named. FIND lets a booking
# be found under words, LOSE no more.
# DELIF deletes what has this value, HOLD sets "end id" unless another holds longer,
# QUEUE puts a member behind all that are there, whatever the clock of who commits says. PLACE lets each name in a
# sorted set stand at a score, "" = nowhere, and notes each score at which the number of names changed. WAKE tells a
# channel that something is due, if this user may. NAME tells what a key holds, OLDEST the first of a person's replies,
# both "" for none. BEGIN notes the step of a reply that has none yet and, where a person's replies are named, is the
# first; it tells "1" then.
# A script that fails half-way is not rolled back, so whatever could fail is looked at before the first write: the type
# of each key, counters that are no numbers, and what the user of this connection may do.
WRITE = (
    f"{FIRST}{FOUND}local MOST_CHANGED, MARKED_EVERY, DIGITS_SHOWN = {MOST_CHANGED}, {MARKED_EVERY}, {DIGITS_SHOWN}"
    + """
local passes = {
  absent = function(g) return redis.call('EXISTS', g[3]) == 0 end,
  no_field = function(g) return redis.call('HEXISTS', g[3], g[4]) == 0 end,
  field = function(g) return (redis.call('HGET', g[3], g[4]) or '0') == g[5] end,
  fields = function(g) return redis.call('HLEN', g[3]) == tonumber(g[4]) end,
  member = function(g) return redis.call('ZSCORE', g[3], g[4]) ~= false end,
  less = function(g) return (tonumber(redis.call('HGET', g[3], g[4])) or 0) < tonumber(g[5]) end,
  row_lease = function(g)
    local held = redis.call('HGET', g[3], 'lease')
    if not held and redis.call('HEXISTS', g[4], g[5]) == 1 then held = '' end
    return (held or '0') == g[6]
  end,
  no_row = function(g) return redis.call('EXISTS', g[3]) == 0 and redis.call('HEXISTS', g[4], g[5]) == 0 end,
  has_field = function(g) return redis.call('HEXISTS', g[3], g[4]) == 1 end,
  fewer_between = function(g) return redis.call('ZCOUNT', g[3], g[4], g[5]) < tonumber(g[6]) end,
  exactly_at = function(g) return redis.call('ZCOUNT', g[3], g[4], g[4]) == tonumber(g[5]) end,
  fewer_over = function(g)
    local touching, all = 0, redis.call('HGETALL', g[3])
    for i = 1, #all, 2 do
      local start, over = string.match(all[i + 1], '^(%d+) (%d+)$')
      local touches = tonumber(start) < tonumber(g[6]) and tonumber(g[5]) < tonumber(over)
      if touches and string.match(all[i], '^[^ ]+') ~= g[4] then touching = touching + 1 end
    end
    return touching < tonumber(g[7])
  end,
  over = function(g)
    local held = redis.call('GET', g[3])
    if not held or tonumber(string.match(held, '^%d+')) <= tonumber(g[4]) then return true end
    return (g[5] or '') ~= '' and string.match(held, ' (.+)$') == g[5]
  end,
}
local kinds = {
  HSET = 'hash', HSETNX = 'hash', HDEL = 'hash', HINCRBY = 'hash', ZADD = 'zset', ZREM = 'zset',
  ZREMRANGEBYSCORE = 'zset', SADD = 'set', SREM = 'set', RPUSH = 'list', LTRIM = 'list', GET = 'string',
}
local function can_fail(command)
  local kind = kinds[command[1]]
  local held = kind and redis.call('TYPE', command[2]).ok
  if kind and held ~= 'none' and held ~= kind then return true end
  if command[1] == 'HINCRBY' then
    local count = redis.call('HGET', command[2], command[3])
    if count and not string.match(count, '^-?%d+$') then return true end
  end
  return redis.acl_check_cmd and not redis.acl_check_cmd(unpack(command))
end
local function commands_of(write)
  if write[1] == 'UNDER' then
    local commands = {}
    for _, one in ipairs(write[3]) do
      for _, command in ipairs(commands_of(one)) do commands[#commands + 1] = command end
    end
    return commands
  elseif write[1] == 'CHAIN' then
    local list, head, entry, at, _, times, marks, newest, history = unpack(write, 2)
    return {
      {'GET', head}, {'SET', head, ''}, {'RPUSH', list, entry}, {'ZADD', times, at, '0'}, {'ZADD', marks, at, '0'},
      {'GET', newest}, {'SET', newest, ''}, history and {'RPUSH', history, '0'} or nil,
    }
  elseif write[1] == 'FIND' or write[1] == 'LOSE' then
    local commands = {}
    for i = 4, #write do
      local key, field = few_of(write[2], write[i])
      commands[#commands + 1] = {'HSET', key, field, ''}
      commands[#commands + 1] = {'SADD', write[2] .. write[i], ''}
      if i == 4 then commands[#commands + 1] = {'HDEL', key, field} end
    end
    return commands
  elseif write[1] == 'DELIF' then
    return {{'GET', write[2]}, {'DEL', write[2]}}
  elseif write[1] == 'HOLD' then
    return {{'GET', write[2]}, {'SET', write[2], ''}}
  elseif write[1] == 'COUNT' then
    return {{'GET', write[2]}, {'SET', write[2], '1'}}
  elseif write[1] == 'TALLY' then
    return {{'GET', write[2]}, {'SET', write[2], '1'}, {'SET', write[5], '1'}, {'SET', write[6], '1'}}
  elseif write[1] == 'QUEUE' then
    return {{'ZADD', write[2], '0', write[4]}, {'ZRANGE', write[2], '-1', '-1', 'WITHSCORES'}}
  elseif write[1] == 'WAKE' then
    return {}
  elseif write[1] == 'OLDEST' then
    return {{'ZREM', write[2], ''}}
  elseif write[1] == 'NAME' then
    return {{'GET', write[2]}}
  elseif write[1] == 'BEGIN' then
    return {{'HSET', write[2], 'step', ''}, write[5] ~= '' and {'ZREM', write[5], ''} or nil}
  elseif write[1] == 'PLACE' then
    local places, changed, name = unpack(write, 2)
    return {
      {'ZSCORE', places, name}, {'ZADD', places, '0', name}, {'ZREM', places, name},
      {'RPUSH', changed, '0'}, {'LTRIM', changed, '0', '-1'}, {'HINCRBY', KEYS[1], 'places', '1'},
    }
  end
  return {write}
end
local function place(places, changed, name, score)
  local before = redis.call('ZSCORE', places, name)
  if (before or '') == score then return end
  if score == '' then redis.call('ZREM', places, name) else redis.call('ZADD', places, score, name) end
  for _, one in ipairs({before or '', score}) do
    if one ~= '' then
      redis.call('RPUSH', changed, one)
      redis.call('HINCRBY', KEYS[1], 'places', '1')
    end
  end
  redis.call('LTRIM', changed, '-' .. MOST_CHANGED, '-1')
end
local function failing(guards)
  for _, guard in ipairs(guards) do
    if not passes[guard[2]](guard) then return guard[1] end
  end
end
local failed = failing(cjson.decode(ARGV[4]))
if failed then return {failed, 0} end
local count = {'HINCRBY', KEYS[1], 'seq', '1'}
local writes = cjson.decode(ARGV[5])
if can_fail(count) then return redis.error_reply('DAMAGED ' .. KEYS[1]) end
for _, write in ipairs(writes) do
  for _, command in ipairs(commands_of(write)) do
    if can_fail(command) then return redis.error_reply('DAMAGED ' .. command[2]) end
  end
end
local function begin(reply, id, step, replies)
  if replies ~= '' and first(replies, ARGV[6]) ~= id then return '' end
  local before = redis.call('HMGET', reply, 'sealed', 'step')
  if not before[1] or before[2] ~= '' then return '' end
  redis.call('HSET', reply, 'step', step)
  return '1'
end
local function noted(place, at, short, times, marks, newest)
  local marked = redis.call('EXISTS', marks) == 1
  local last = marked and redis.call('GET', newest) or redis.call('ZRANGE', times, '-1', '-1', 'WITHSCORES')[2]
  local late = tonumber(at) < tonumber(last or '0')
  if late or not short then redis.call('ZADD', times, at, place) end
  if short and not late and (not marked or place % MARKED_EVERY == 0) then
    redis.call('ZADD', marks, at, place)
    marked = true
  end
  if marked and not late then redis.call('SET', newest, at) end
end
local function chain(list, head, entry, at, short, times, marks, newest, history)
  local value = redis.sha1hex((redis.call('GET', head) or '') .. entry)
  local shown = short == '' and value or string.sub(value, 1, DIGITS_SHOWN)
  local place = redis.call('RPUSH', list, shown .. ' ' .. entry) - 1
  redis.call('SET', head, value)
  noted(place, at, short ~= '', times, marks, newest)
  if history then redis.call('RPUSH', history, place) end
end
local function counted(key, seconds)
  local count = (tonumber(redis.call('GET', key)) or 0) + 1
  if count == 1 then
    redis.call('SET', key, '1', 'EX', seconds)
  else
    redis.call('SET', key, count, 'KEEPTTL')
  end
  return count
end
local function tally(key, seconds, limit, alarm, told, lasts)
  if counted(key, seconds) < tonumber(limit) then return '' end
  redis.call('SET', alarm, '1', 'EX', lasts)
  return redis.call('SET', told, '1', 'NX', 'EX', lasts) and '1' or ''
end
local told = {}
local function carry_out(write)
  if write[1] == 'UNDER' then
    if not failing(write[2]) then
      for _, one in ipairs(write[3]) do carry_out(one) end
    end
  elseif write[1] == 'CHAIN' then
    chain(unpack(write, 2))
  elseif write[1] == 'FIND' or write[1] == 'LOSE' then
    for i = 4, #write do (write[1] == 'FIND' and find or lose)(write[2], write[3], write[i]) end
  elseif write[1] == 'DELIF' then
    if redis.call('GET', write[2]) == write[3] then redis.call('DEL', write[2]) end
  elseif write[1] == 'HOLD' then
    local till, by = string.match(redis.call('GET', write[2]) or '', '^(%d+) (.+)$')
    local wanted, who = string.match(write[3], '^(%d+) (.+)$')
    if not till or by == who or tonumber(till) <= tonumber(wanted) then redis.call('SET', write[2], write[3]) end
  elseif write[1] == 'QUEUE' then
    local last = tonumber(redis.call('ZRANGE', write[2], '-1', '-1', 'WITHSCORES')[2])
    local behind = math.max(tonumber(write[3]), last and last + 1 or 0)
    redis.call('ZADD', write[2], 'NX', string.format('%.0f', behind), write[4])
  elseif write[1] == 'WAKE' then
    redis.pcall('PUBLISH', write[2], '1')
  elseif write[1] == 'OLDEST' then
    told[#told + 1] = first(write[2], ARGV[6]) or ''
  elseif write[1] == 'NAME' then
    told[#told + 1] = redis.call('GET', write[2]) or ''
  elseif write[1] == 'BEGIN' then
    told[#told + 1] = begin(unpack(write, 2))
  elseif write[1] == 'COUNT' then
    counted(unpack(write, 2))
  elseif write[1] == 'TALLY' then
    told[#told + 1] = tally(unpack(write, 2))
  elseif write[1] == 'PLACE' then
    for i = 4, #write, 2 do place(write[2], write[3], write[i], write[i + 1]) end
  else
    redis.call(unpack(write))
  end
end
for _, write in ipairs(writes) do carry_out(write) end
return {'', redis.call(unpack(count)), told[1] and told or false, redis.call('HGET', KEYS[1], 'format') or '1'}
"""
)

COMMIT = SAME_STORE + WRITE
