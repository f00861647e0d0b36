-- reap  {max_strikes} -> {reaped?: [{id, token, to, dead?}], due, grace}
-- running -> queued, failed, cancelled where the lease ran out; retrying -> queued where the time has come.
local GAP_US = 5 * 1000000
local GRACE_US = 15 * 1000000
local REAPED_AT_ONCE = 100

-- Whether nothing may be reaped: for one lease's time after a gap between ticks, in which nobody could renew.
local function tick(now)
  local last = tonumber(redis.call('GET', PREFIX .. 'tick') or nil)
  redis.call('SET', PREFIX .. 'tick', digits(now))
  -- A clock that was set back makes a gap as well: the end of an earlier grace may lie far ahead.
  if not last or math.abs(now - last) > GAP_US then
    redis.call('SET', PREFIX .. 'grace', digits(now + GRACE_US))
    return true
  end
  return now < tonumber(redis.call('GET', PREFIX .. 'grace') or 0)
end

local function reap_lease(job, now, max_strikes, budget)
  if job.cancel then return finish_cancelled(job, now, job.cancel, budget) end
  if job.interruptions == 0 then
    return queue_again(job, now, {interruptions = 1}, {reason = 'lease_expired'})
  end
  local changes = {interruptions = 0, strikes = job.strikes + 1}
  if changes.strikes < max_strikes then return queue_again(job, now, changes, {reason = 'worker_lost'}) end
  changes.dead, changes.error = '1', error_of_lost_workers()
  finish(job, 'failed', now, changes, {reason = 'worker_lost'}, budget)
end

local function queue_due(now)
  local ids = redis.call('ZRANGEBYSCORE', PREFIX .. 'delayed', '-inf', digits(now), 'LIMIT', 0, REAPED_AT_ONCE)
  local count = 0
  for _, id in ipairs(ids) do
    local job = load_job(id)
    if job and job.state == 'retrying' then
      queue_again(job, now, {due = false}, {reason = 'due'})
      count = count + 1
    end
  end
  return count
end

register('reap', MAY_FINISH, true, function(input, now)
  local grace = tick(now)
  local reaped = {}
  if not grace then
    local budget = {left = MAX_TOUCHED - 2 * REAPED_AT_ONCE}
    local ids = redis.call('ZRANGEBYSCORE', PREFIX .. 'lease', '-inf', digits(now), 'LIMIT', 0, REAPED_AT_ONCE)
    for _, id in ipairs(ids) do
      local job = load_job(id)
      if job and job.state == 'running' then
        reap_lease(job, now, input.max_strikes, budget)
        reaped[#reaped + 1] = {id = id, token = job.token, to = job.state, dead = job.dead and true or nil}
      end
    end
  end
  return {reaped = list_or_nothing(reaped), due = queue_due(now), grace = grace}
end)
