-- Runs one mutation on one key: the whole grid of guard, action and time to live.
-- KEYS  1 the entry   2 its lease, only where what's 4th letter is not '-'
-- ARGV  1 what: guard   a any, n absent, p present, v version, e equal value, r equal bytes
--               action  k keep, p put, r remove, a add
--               tell    1 tell the entry as it was, 0 don't
--               lease   - none, r respect, t take, g give back
--       2 the guard's version, value or bytes   3 the envelope to put or to add
--       4 ttl of a new entry   5 of a matched one   6 of one that did not match
--         (k keep, 0 expire now, e eternal, else ms)
--       7 the lease's token   8 its ms
-- An envelope is the format byte 193, flags, 8 bytes of version, then checksum and body, or a
-- number's body alone (flags 0). What begins with another byte is no entry of ours and goes.
-- Reply: effect + 16 if matched + 32 if there was an entry; where told, in a pair with the entry.
local key, what = KEYS[1], ARGV[1]
local guard, action = string.sub(what, 1, 1), string.sub(what, 2, 2)
local tell, lease = string.sub(what, 3, 3) == '1', string.sub(what, 4, 4)

if lease ~= '-' then
  local holder = redis.call('GET', KEYS[2])
  if holder and (lease == 'r' or holder ~= ARGV[7]) then
    if tell then return {8, false} end
    return 8
  end
  if lease == 't' then
    redis.call('SET', KEYS[2], ARGV[7], 'PX', ARGV[8])
  elseif lease == 'g' and holder then
    redis.call('DEL', KEYS[2])
  end
end

local cur = redis.call('GET', key)
if cur and string.byte(cur, 1) ~= 193 then
  redis.call('UNLINK', key)
  cur = false
end

local matched = guard == 'a'
  or (guard == 'n' and not cur)
  or (cur and (guard == 'p'
    or (guard == 'v' and string.sub(cur, 3, 10) == ARGV[2])
    or (guard == 'e' and string.sub(cur, 11) == ARGV[2])
    or (guard == 'r' and cur == ARGV[2])))
local value = ARGV[3]

if action == 'a' and matched and cur then
  matched = string.byte(cur, 2) == 0 and string.byte(value, 2) == 0
    and #cur == #value and string.byte(cur, 11) == string.byte(value, 11)
    and (#cur == 15 or #cur == 19)
  if matched then
    local sum, carry = {}, 0
    for i = #cur, 12, -1 do
      carry = carry + string.byte(cur, i) + string.byte(value, i)
      sum[i - 11] = carry % 256
      carry = math.floor(carry / 256)
    end
    value = string.sub(value, 1, 11) .. string.char(unpack(sum))
  end
end

local effect = 0
if matched and (action == 'p' or action == 'a') then
  local ttl = cur and ARGV[5] or ARGV[4]
  if ttl == '0' then
    if cur then redis.call('UNLINK', key) end
    effect = cur and 3 or 4
  else
    if ttl == 'k' then
      redis.call('SET', key, value, 'KEEPTTL')
    elseif ttl == 'e' then
      redis.call('SET', key, value)
    else
      redis.call('SET', key, value, 'PX', ttl)
    end
    effect = cur and 2 or 1
  end
elseif matched and action == 'r' then
  if cur then
    redis.call('UNLINK', key)
    effect = 5
  end
elseif cur then
  local ttl = matched and ARGV[5] or ARGV[6]
  if ttl == '0' then
    redis.call('UNLINK', key)
    effect = 7
  elseif ttl ~= 'k' then
    if ttl == 'e' then
      redis.call('PERSIST', key)
    else
      redis.call('PEXPIRE', key, ttl)
    end
    effect = 6
  end
end

local code = effect + (matched and 16 or 0) + (cur and 32 or 0)
if tell then return {code, cur} end
return code
