"""The scripts that run inside Redis. They know keys, guards and writes; no rule of the business."""

from bot.adapters.redis.circuit import BESIDE
from bot.adapters.store.forms import FORMAT
from bot.service.audit.lines import DIGITS_SHOWN

MARKED_EVERY = 64  # entries of the audit log between two marks
MOST_FEW = 8  # bookings under a word that stand with those of other words
MOST_WORDS = 128  # words that stand together; more are parted by the next digit
WORD_DIGITS = 16  # of the keyed hash of a word, by which it is known among them
MOST_CHANGED = 500  # changed places that are noted; who missed more counts all anew

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

# Words by which bookings are found. A word is a keyed hash, `prefix` what the keys of words begin with. Few bookings of
# a word stand in a hash with those of other words; where there are more, the word has a set of its own.
FOUND = (
    f"local MOST_FEW, MOST_WORDS, WORD_DIGITS = {MOST_FEW}, {MOST_WORDS}, {WORD_DIGITS}"
    + """
local known = {}
local function few_of(prefix, word)
  local digits = known[word]
  if not digits then
    digits = 0
    while redis.pcall('HEXISTS', prefix .. 'few:' .. string.sub(word, 1, digits), '>') == 1 do digits = digits + 1 end
    known[word] = digits
  end
  return prefix .. 'few:' .. string.sub(word, 1, digits), string.sub(word, digits + 1, WORD_DIGITS)
end
local function found_under(prefix, word)
  local key, field = few_of(prefix, word)
  local found, seen = redis.call('SMEMBERS', prefix .. word), {}
  for _, id in ipairs(found) do seen[id] = true end
  for id in string.gmatch(redis.call('HGET', key, field) or '', '[^ ]+') do
    if not seen[id] then found[#found + 1] = id end
  end
  return found
end
local function parted(key)
  for digit = 0, 15 do
    if redis.call('EXISTS', key .. string.format('%x', digit)) == 1 then return end
  end
  local held = redis.call('HGETALL', key)
  known = {}
  redis.call('DEL', key)
  redis.call('HSET', key, '>', '')
  for i = 1, #held, 2 do
    redis.call('HSET', key .. string.sub(held[i], 1, 1), string.sub(held[i], 2), held[i + 1])
  end
end
local function find(prefix, id, word)
  local key, field = few_of(prefix, word)
  local held = redis.call('HGET', key, field) or ''
  if redis.call('EXISTS', prefix .. word) == 1 then
    redis.call('SADD', prefix .. word, id)
    for one in string.gmatch(held, '[^ ]+') do redis.call('SADD', prefix .. word, one) end
    if held ~= '' then redis.call('HDEL', key, field) end
  elseif not string.find(' ' .. held .. ' ', ' ' .. id .. ' ', 1, true) then
    local _, count = string.gsub(held, '[^ ]+', '')
    if count < MOST_FEW then
      redis.call('HSET', key, field, held == '' and id or held .. ' ' .. id)
      if #field > 1 and redis.call('HLEN', key) > MOST_WORDS then parted(key) end
    else
      redis.call('SADD', prefix .. word, id)
      for one in string.gmatch(held, '[^ ]+') do redis.call('SADD', prefix .. word, one) end
      redis.call('HDEL', key, field)
    end
  end
end
local function lose(prefix, id, word)
  local key, field = few_of(prefix, word)
  local left = {}
  for one in string.gmatch(redis.call('HGET', key, field) or '', '[^ ]+') do
    if one ~= id then left[#left + 1] = one end
  end
  if #left > 0 then redis.call('HSET', key, field, table.concat(left, ' ')) else redis.call('HDEL', key, field) end
  redis.call('SREM', prefix .. word, id)
end
"""
)

# KEYS: bookings. ARGV: what the keys of words begin with, then words. Gives the bookings of each.
FOUND_EACH = (
    FOUND
    + """
local each = {}
for i = 2, #ARGV do each[#each + 1] = found_under(ARGV[1], ARGV[i]) end
return each
"""
)

# KEYS: bookings. ARGV: what the keys of words begin with, then words and a booking each, in pairs. Says of each pair
# whether the booking is found under the word.
ARE_FOUND = (
    FOUND
    + """
local function is_found(word, id)
  if redis.call('SISMEMBER', ARGV[1] .. word, id) == 1 then return 1 end
  local held = redis.call('HGET', few_of(ARGV[1], word)) or ''
  return string.find(' ' .. held .. ' ', ' ' .. id .. ' ', 1, true) and 1 or 0
end
local told = {}
for i = 2, #ARGV, 2 do told[#told + 1] = is_found(ARGV[i], ARGV[i + 1]) end
return told
"""
)

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

# KEYS: replies of a person. ARGV: prefix of the replies.
FIRST_REPLY = FIRST + "return first(KEYS[1], ARGV[1])"

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

# KEYS: proof. Without flags a server refuses it at the start if it is full, read-only or can't write to its disk.
PROVE = """#!lua
return redis.call('SET', KEYS[1], '1', 'NX', 'EX', 1)
"""
