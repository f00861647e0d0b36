-- show  {id} -> {} or a view      list {district, offset, limit} -> {total, jobs?}      dead {offset, limit} -> the same
-- A view: {id, spec, after?, state, round, attempt, token?, worker?, strikes, retries, interruptions, cancel_asked?, dead?,
-- kept?, created, started?, finished?, progress?: {phase, done, total}, error?, folder?, results?, place?: {ahead, districts,
-- reason, retry_at?}}. Only read.
local MAX_LISTED = 100

-- HGETALL by name.
local function whole_job(id)
  local flat = redis.call('HGETALL', PREFIX .. 'job:' .. id)
  if #flat == 0 then return nil end
  local fields = {}
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  return fields
end

local function place_in_queue(id, job)
  if job.state == 'blocked' then return {ahead = 0, districts = 0, reason = 'after'} end
  if job.state == 'retrying' then return {ahead = 0, districts = 0, reason = 'retry_at', retry_at = job.due} end
  if job.state ~= 'queued' then return nil end
  local reason = 'workers_busy'
  if redis.call('EXISTS', PREFIX .. 'paused') == 1 then
    reason = 'paused'
  elseif not has_room(job.district, job.order) then
    reason = 'district_cap'
  end
  return {ahead = redis.call('ZRANK', PREFIX .. 'q:' .. job.district, id) or 0, reason = reason,
          districts = redis.call('ZCARD', PREFIX .. 'ring') + redis.call('SCARD', PREFIX .. 'capped')}
end

local function view(id)
  local job = whole_job(id)
  if not job then return nil end
  local progress = job.phase and {phase = job.phase, done = job.done, total = job.total} or nil
  return {id = id, spec = job.spec, after = list_or_nothing(split(job.parents)), state = job.state,
          round = tonumber(job.round or 1), attempt = tonumber(job.attempt or 0), token = job.token, worker = job.worker,
          strikes = tonumber(job.strikes or 0), retries = tonumber(job.retries or 0),
          interruptions = tonumber(job.interruptions or 0), cancel_asked = job.cancel and true or nil,
          dead = job.dead and true or nil, kept = job.kept and true or nil,
          created = job.created, started = job.started, finished = job.finished,
          progress = progress, error = job.error, folder = job.folder, results = job.results,
          place = place_in_queue(id, job)}
end

local function page(key, offset, limit)
  local jobs = {}
  local last = offset + math.min(limit, MAX_LISTED) - 1
  if last >= offset then
    for _, id in ipairs(redis.call('ZREVRANGE', key, digits(offset), digits(last))) do jobs[#jobs + 1] = view(id) end
  end
  return {total = redis.call('ZCARD', key), jobs = list_or_nothing(jobs)}
end

register('show', READS, false, function(input)
  return view(input.id) or {}
end)

register('list', READS, false, function(input)
  return page(PREFIX .. 'jobs:' .. input.district, input.offset, input.limit)
end)

register('dead', READS, false, function(input)
  return page(PREFIX .. 'dead', input.offset, input.limit)
end)
