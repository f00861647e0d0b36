-- How a job comes to be: for enqueue and restore.

-- Whether a job in this state answers for another one with its fingerprint.
local function may_be_joined(state)
  return state ~= nil and state ~= 'failed' and state ~= 'cancelled'
end

local function same_key(district, fingerprint)
  return PREFIX .. 'same:' .. district .. ':' .. fingerprint
end

-- The job takes the place of its fingerprint where the one named there can't be joined any more.
local function take_fingerprint(job)
  if not job.fingerprint or job.fingerprint == '' or not may_be_joined(job.state) then return end
  local key = same_key(job.district, job.fingerprint)
  local holder = redis.call('GET', key)
  if not holder or not may_be_joined(state_of(holder)) then redis.call('SET', key, job.id) end
end

local function idem_key(district, key)
  return PREFIX .. 'idem:' .. district .. ':' .. key
end

-- "id body": the job that an idempotency key stands for, for 7 days from `created`.
local function remember_key(spec, created, now)
  local life_ms = math.ceil((created + KEY_LIFE_US - now) / 1000)
  if not spec.key or life_ms <= 0 then return end
  redis.call('SET', idem_key(spec.district, spec.key), spec.id .. ' ' .. (spec.body or ''), 'PX', digits(life_ms))
end

local function recall_key(district, key)
  local id, body = string.match(redis.call('GET', idem_key(district, key)) or '', '^(%S+) (.*)$')
  return id and {id = id, body = body}
end

-- A new job, not yet in a state. `parents`: ids that it comes after.
local function new_job(spec, parents, created)
  local number = redis.call('INCR', PREFIX .. 'seq')
  local job = {id = spec.id, district = spec.district, round = 1, attempt = 0, strikes = 0, retries = 0, interruptions = 0,
               order = digits(spec.priority * 1e14 + number), created = digits(created)}
  redis.call('ZADD', PREFIX .. 'jobs:' .. spec.district, job.created, spec.id)
  if tonumber(redis.call('HGET', PREFIX .. 'cap', spec.district) or 0) ~= spec.cap then
    redis.call('HSET', PREFIX .. 'cap', spec.district, spec.cap)
    place_district(spec.district, true)  -- where this job is not to be queued, too
  end
  local changes = {spec = spec.spec, district = spec.district, kind = spec.kind, version = spec.version, order = job.order,
                   created = job.created, round = 1}
  if spec.key then changes.key = spec.key end
  if spec.fingerprint then changes.fingerprint = spec.fingerprint end
  if #parents > 0 then changes.parents = table.concat(parents, ' ') end
  return job, changes
end

-- What its parents mean to a job: the first one that failed, or is unknown; else those that it has to wait for.
local function look_at_parents(parents, state_by_id)
  local waits = {}
  for _, id in ipairs(parents) do
    local state = state_by_id(id)
    if state == nil or state == 'failed' or state == 'cancelled' then return id, nil end
    if state ~= 'succeeded' then waits[#waits + 1] = id end
  end
  return nil, waits
end

-- Puts a new job into the state that its parents and its delay say. Answers the state.
local function begin(job, now, changes, parents_say, delay, reason)
  local failed_parent, waits = parents_say[1], parents_say[2]
  if failed_parent then
    changes.error = error_of_parent(failed_parent)
    move(job, 'cancelled', now, changes, {reason = 'parent_failed'})
  elseif #waits > 0 then
    changes.waits = table.concat(waits, ' ')
    move(job, 'blocked', now, changes, {reason = reason})
    for _, id in ipairs(waits) do redis.call('RPUSH', PREFIX .. 'children:' .. id, job.id) end
  elseif delay > 0 then
    changes.due = later_by(now, delay)
    move(job, 'retrying', now, changes, {reason = reason})
  else
    move(job, 'queued', now, changes, {reason = reason})
  end
end
