-- Where a job is found, by its state: the same table moves jobs and mends what the audit finds.
local DEFAULT_LEASE_US = 15 * 1000000
local MAX_DOORBELL = 100
local URGENT_BELOW = 2e14  -- orders of priority 0 and 1

local function places_of(job)
  local state = job.state
  if state == 'queued' then
    return {['q:' .. job.district] = job.order, waiting = job.since, backlog = job.created}
  elseif state == 'running' then
    return {['running:' .. job.district] = 'member', lease = job.expiry, backlog = job.created}
  elseif state == 'retrying' then
    return {delayed = job.due, backlog = job.created}
  elseif state == 'blocked' then
    return {blocked = job.created}
  end
  return {dead = job.dead and job.finished, unsaved = not job.saved and job.finished or nil}
end

local function put(place, score, id)
  if score == 'member' then
    redis.call('SADD', PREFIX .. place, id)
  else
    redis.call('ZADD', PREFIX .. place, score, id)
  end
end

local function take(place, id)
  if string.sub(place, 1, 8) == 'running:' then
    redis.call('SREM', PREFIX .. place, id)
  else
    redis.call('ZREM', PREFIX .. place, id)
  end
end

-- Whether a queued job of this order may run beside what its district runs: the cap, and one more for an urgent job.
local function has_room(district, order)
  local most = tonumber(redis.call('HGET', PREFIX .. 'cap', district) or 1)
  if tonumber(order) < URGENT_BELOW then most = most + 1 end
  return redis.call('SCARD', PREFIX .. 'running:' .. district) < most
end

-- Puts the district where its queued and running jobs want it: into `ring`, into `capped` (queued jobs, but at its
-- cap), or into neither. Where its first queued job has no room, none has. `bell`: wakes a worker if there is something to claim.
local function place_district(district, bell)
  local first = redis.call('ZRANGE', PREFIX .. 'q:' .. district, 0, 0, 'WITHSCORES')
  if not first[1] then
    redis.call('ZREM', PREFIX .. 'ring', district)
    redis.call('SREM', PREFIX .. 'capped', district)
    return
  end
  if not has_room(district, first[2]) then
    redis.call('ZREM', PREFIX .. 'ring', district)
    redis.call('SADD', PREFIX .. 'capped', district)
    return
  end
  redis.call('ZADD', PREFIX .. 'ring', redis.call('HGET', PREFIX .. 'last', district) or 0, district)
  redis.call('SREM', PREFIX .. 'capped', district)
  if bell and redis.call('LPUSH', PREFIX .. 'wake', '1') > MAX_DOORBELL then
    redis.call('LTRIM', PREFIX .. 'wake', 0, MAX_DOORBELL - 1)
  end
end
