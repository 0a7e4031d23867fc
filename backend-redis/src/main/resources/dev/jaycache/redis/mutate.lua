-- Runs one mutation on one key: the whole grid of guard, action and time to live.
-- KEYS  1 the entry   2 its lease, only where what's 4th letter is not '-'
-- ARGV  1 what: guard   a any, n absent, p present, v version, e equal value, r equal bytes
--               action  k keep, p put, r remove, a add, s subtract
--               tell    1 tell the entry as it was, 0 don't
--               lease   - none, r respect, t take, g give back
--               event   only where others are told: o with the value as it was, n without, k only
--                       that the key changed
--               touch   only where others are told of a new expiry, too: t
--       2 the guard's version, value or bytes   3 the envelope to put, add or subtract
--       4 ttl of a new entry   5 of a matched one   6 of one that did not match
--         (k keep, 0 expire now, e eternal, else ms)
--       then the lease's token and its ms, where there is one
--       then what is put instead of a sum where there is no entry, where that is not 3 or there
--       is an event; then the event's channel and what its message begins with
-- An envelope is the format byte 193, flags, 8 bytes of version, then checksum and body, or a
-- number's body alone (flags 0). What begins with another byte is no entry of ours and goes.
-- Reply: effect + 16 if matched + 32 if there was an entry + 64 if an event could not be told;
-- where the entry is told, in a pair with it.
-- The letters are compared as bytes: a string each would cost as much as a command.
local NONE, ONE, A, E, G, K, N, O, P, R, S, T, V = string.byte('-1aegknoprstv', 1, 13)
local key, call = KEYS[1], redis.call
local guard, action, tell, lease, event, touch = string.byte(ARGV[1], 1, 6)

if lease ~= NONE then
  local holder = call('GET', KEYS[2])
  if holder and (lease == R or holder ~= ARGV[7]) then
    if tell == ONE then return {8, false} end
    return 8
  end
  if lease == T then
    call('SET', KEYS[2], ARGV[7], 'PX', ARGV[8])
  elseif lease == G and holder then
    call('DEL', KEYS[2])
  end
end

local cur = call('GET', key)
if cur and string.byte(cur, 1) ~= 193 then
  call('UNLINK', key)
  cur = false
end

local matched = guard == A
  or (guard == N and not cur)
  or (cur and (guard == P
    or (guard == V and string.sub(cur, 3, 10) == ARGV[2])
    or (guard == E and string.sub(cur, 11) == ARGV[2])
    or (guard == R and cur == ARGV[2])))
local value = ARGV[3]

if (action == A or action == S) and matched and not cur then
  value = ARGV[lease == NONE and 7 or 9] or value
elseif (action == A or action == S) and matched then
  -- In halves, since Lua's numbers are exact up to 2^53 only; a short number has no high half.
  local size = #cur
  matched = size == #value and (size == 19 or size == 15)
    and string.byte(cur, 2) == 0 and string.byte(cur, 11) == string.byte(value, 11)
  if matched then
    local sign = action == A and 1 or -1
    local low = struct.unpack('>I4', cur, size - 3) + sign * struct.unpack('>I4', value, size - 3)
    local high = 0
    if size == 19 then
      high = struct.unpack('>I4', cur, 12) + sign * struct.unpack('>I4', value, 12)
    end
    -- What is left of the low half's carry or borrow decides whether it stopped at zero.
    high = high + math.floor(low / 4294967296)
    if action == S and high < 0 then low, high = 0, 0 end
    local sum = struct.pack('>I4', low % 4294967296)
    if size == 19 then sum = struct.pack('>I4', high % 4294967296) .. sum end
    value = string.sub(value, 1, 11) .. sum
  end
end

local effect = 0
if matched and (action == P or action == A or action == S) then
  local ttl = cur and ARGV[5] or ARGV[4]
  if ttl == '0' then
    if cur then call('UNLINK', key) end
    effect = cur and 3 or 4
  else
    if ttl == 'k' then
      call('SET', key, value, 'KEEPTTL')
    elseif ttl == 'e' then
      call('SET', key, value)
    else
      call('SET', key, value, 'PX', ttl)
    end
    effect = cur and 2 or 1
  end
elseif matched and action == R then
  if cur then
    call('UNLINK', key)
    effect = 5
  end
elseif cur then
  local ttl = matched and ARGV[5] or ARGV[6]
  if ttl == '0' then
    call('UNLINK', key)
    effect = 7
  elseif ttl ~= 'k' then
    if ttl == 'e' then
      call('PERSIST', key)
    else
      call('PEXPIRE', key, ttl)
    end
    effect = 6
  end
end

local code = effect + (matched and 16 or 0) + (cur and 32 or 0)
-- What is done is done, so that an event which may not be published is no error. Effects: 4 is
-- none, and 6 no event but a change. The message: EventMessage.java.
if event and effect > 0 and effect ~= 4 and (effect ~= 6 or touch) then
  if event == K then effect = 6 end
  local new = effect < 4 and value or ''
  local old = event == O and effect ~= 6 and cur or ''
  local sent = redis.pcall('PUBLISH', ARGV[#ARGV - 1], ARGV[#ARGV] .. string.char(effect)
    .. struct.pack('>I4>I4', #key, #new) .. key .. new .. old)
  if type(sent) == 'table' then code = code + 64 end
end
if tell == ONE then return {code, cur} end
return code
