-- claim  {worker, slot, number, max_version, lease (ms)}
--     -> {} or {id, token, attempt, round, strikes, retries, spec, after?}
-- queued -> running. The repeat of the last answered number of (worker, slot) gets the same answer.
local DISTRICTS_LOOKED = 50
local JOBS_LOOKED = 10
local ANSWER_LIFE_S = 3600

local function with_spec(answer)
  local spec, parents = unpack(redis.call('HMGET', PREFIX .. 'job:' .. answer.id, 'spec', 'parents'))
  if not spec then return {} end
  answer.spec = spec
  answer.after = list_or_nothing(split(parents or ''))
  return answer
end

local function first_job_of(district, max_version)
  for at = 0, JOBS_LOOKED - 1 do
    local id = redis.call('ZRANGE', PREFIX .. 'q:' .. district, at, at)[1]
    if not id then return nil end
    local job = load_job(id)
    if job and job.state == 'queued' and job.version <= max_version and has_room(district, job.order) then return job end
  end
  return nil
end

local function next_job(max_version)
  for at = 0, DISTRICTS_LOOKED - 1 do
    local district = redis.call('ZRANGE', PREFIX .. 'ring', at, at)[1]
    if not district then return nil end
    local job = first_job_of(district, max_version)
    if job then return job end
  end
  return nil
end

local function next_token(now)
  local last = tonumber(redis.call('GET', PREFIX .. 'token') or 0)
  local token = digits(math.max(last + 1, now))
  redis.call('SET', PREFIX .. 'token', token)
  return token
end

register('claim', MAY_FINISH, true, function(input, now)
  local kept_key = PREFIX .. 'claim:' .. input.worker .. ':' .. input.slot
  local kept = redis.call('HMGET', kept_key, 'number', 'answer')
  if kept[1] == input.number then return with_spec(cjson.decode(kept[2])) end
  if kept[1] and tonumber(kept[1]) > tonumber(input.number) then return {} end
  if redis.call('EXISTS', PREFIX .. 'paused') == 1 then return {} end
  local job = next_job(input.max_version)
  if not job then return {} end

  redis.call('HSET', PREFIX .. 'last', job.district, redis.call('INCR', PREFIX .. 'served'))
  local changes = {token = next_token(now), attempt = job.attempt + 1, worker = input.worker, started = digits(now),
                   expiry = later_by(now, input.lease)}
  if job.attempt > 0 then changes.phase, changes.done, changes.total = false, false, false end
  move(job, 'running', now, changes, {reason = 'claimed'})
  local answer = {id = job.id, token = job.token, attempt = job.attempt, round = job.round, strikes = job.strikes,
                  retries = job.retries}
  redis.call('HSET', kept_key, 'number', input.number, 'answer', cjson.encode(answer))
  redis.call('EXPIRE', kept_key, ANSWER_LIFE_S)
  return with_spec(answer)
end)
