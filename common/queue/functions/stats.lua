-- unsaved {age (ms), limit} -> {jobs?: [{id, district, round}]}
-- stats   {} -> {waiting, delayed, blocked, running, backlog, dead, unsaved, paused, oldest_waiting?,
--                districts?: [{district, queued, running, cap}]}
-- Only read.
register('unsaved', READS, false, function(input, now)
  local jobs = {}
  local ids = redis.call('ZRANGEBYSCORE', PREFIX .. 'unsaved', '-inf', earlier_by(now, input.age), 'LIMIT', 0,
                         math.min(input.limit, MAX_TOUCHED))
  for _, id in ipairs(ids) do
    local job = load_job(id)
    if job then jobs[#jobs + 1] = {id = id, district = job.district, round = job.round} end
  end
  return {jobs = list_or_nothing(jobs)}
end)

local function busy_districts()
  local found = {}
  local caps = redis.call('HGETALL', PREFIX .. 'cap')
  for i = 1, #caps, 2 do
    local queued = redis.call('ZCARD', PREFIX .. 'q:' .. caps[i])
    local running = redis.call('SCARD', PREFIX .. 'running:' .. caps[i])
    if queued + running > 0 and #found < MAX_TOUCHED then
      found[#found + 1] = {district = caps[i], queued = queued, running = running, cap = tonumber(caps[i + 1])}
    end
  end
  table.sort(found, function(a, b) return a.district < b.district end)
  return found
end

register('stats', READS, false, function()
  local function size(place) return redis.call('ZCARD', PREFIX .. place) end
  return {waiting = size('waiting'), delayed = size('delayed'), blocked = size('blocked'), running = size('lease'),
          backlog = size('backlog'), dead = size('dead'), unsaved = size('unsaved'),
          paused = redis.call('EXISTS', PREFIX .. 'paused') == 1,
          oldest_waiting = redis.call('ZRANGE', PREFIX .. 'waiting', 0, 0, 'WITHSCORES')[2],
          districts = list_or_nothing(busy_districts())}
end)
