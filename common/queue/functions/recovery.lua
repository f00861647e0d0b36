-- recovery_begin {owner, hold (ms), run_id} -> {won}      Needs no stamp.
-- recovery_end   {owner, epoch, run_id} -> {won}          Needs no stamp; opens the queue for epoch:run_id; an empty
--                                                         epoch only frees the lock.
-- standing       {} -> {epoch?, run_id?, now, last_tick?, recovering?}      Only read.
-- The lock is "run_id owner": a recovery that began on another server, or before a restart, can't open this one.
local function recovery_lock()
  local run_id, owner = string.match(redis.call('GET', PREFIX .. 'recovery') or '', '^(%S+) (.*)$')
  return run_id and {owner = owner, run_id = run_id}
end

register('recovery_begin', MAY_FINISH, false, function(input)
  local lock = recovery_lock()
  if lock and lock.owner ~= input.owner then return {won = false} end
  redis.call('SET', PREFIX .. 'recovery', input.run_id .. ' ' .. input.owner, 'PX', digits(input.hold))
  return {won = true}
end)

register('recovery_end', MAY_FINISH, false, function(input)
  local lock = recovery_lock()
  local is_owner = lock and lock.owner == input.owner
  if is_owner then redis.call('DEL', PREFIX .. 'recovery') end
  if input.epoch == '' then return {won = is_owner or not lock} end
  local stamp = input.epoch .. ':' .. input.run_id
  if redis.call('GET', PREFIX .. 'stamp') == stamp then return {won = true} end
  if not is_owner or lock.run_id ~= input.run_id then return {won = false} end
  redis.call('SET', PREFIX .. 'stamp', stamp)
  return {won = true}
end)

register('standing', READS, false, function(_, now)
  local epoch, run_id = string.match(redis.call('GET', PREFIX .. 'stamp') or '', '^(.*):([^:]*)$')
  local lock = recovery_lock()
  return {epoch = epoch, run_id = run_id, now = digits(now), last_tick = redis.call('GET', PREFIX .. 'tick') or nil,
          recovering = lock and lock.owner or nil}
end)
