"""The scripts that find bookings by words."""

MOST_FEW = 8  # bookings under a word that stand with those of other words
MOST_WORDS = 128  # words that stand together; more are parted by the next digit
WORD_DIGITS = 16  # of the keyed hash of a word, by which it is known among them

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
