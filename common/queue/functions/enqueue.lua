-- enqueue  {jobs: [{id, district, kind, version, priority, cap, key?, body?, fingerprint?, again?, after?, delay (ms), spec}]}
--       -> {jobs: [{outcome: created|exists|joined|mismatch, id, state}]}
-- none -> queued, blocked, retrying, cancelled. All or none: first a plan, as if each job came alone, then the making.

-- What Redis knows, seen through what this call is going to make.
local function plan_of()
  return {jobs = {}, keys = {}, same = {}, answered = {}}
end

local function planned_state(plan, id)
  local planned = plan.jobs[id]
  if planned then return planned.state end
  return state_of(id)
end

local function by_key(plan, spec)
  if not spec.key then return nil end
  local kept = plan.keys[idem_key(spec.district, spec.key)] or recall_key(spec.district, spec.key)
  if kept and planned_state(plan, kept.id) then return kept end
  return nil
end

local function twin(plan, spec)
  if not spec.fingerprint or spec.again then return nil end
  local key = same_key(spec.district, spec.fingerprint)
  local id = plan.same[key] or redis.call('GET', key)
  if id and may_be_joined(planned_state(plan, id)) then return id end
  return nil
end

local function plan_new(plan, spec)
  local parents = {}
  for i, id in ipairs(spec.after or {}) do parents[i] = plan.answered[id] or id end
  local failed, waits = look_at_parents(parents, function(id) return planned_state(plan, id) end)
  local state = failed and 'cancelled' or #waits > 0 and 'blocked' or spec.delay > 0 and 'retrying' or 'queued'
  plan.jobs[spec.id] = {state = state, parents = parents, say = {failed, waits}}
  if spec.key then plan.keys[idem_key(spec.district, spec.key)] = {id = spec.id, body = spec.body or ''} end
  if spec.fingerprint and state ~= 'cancelled' then plan.same[same_key(spec.district, spec.fingerprint)] = spec.id end
  return 'created', spec.id
end

local function plan_one(plan, spec)
  local kept = by_key(plan, spec)
  if kept then return kept.body == (spec.body or '') and 'exists' or 'mismatch', kept.id end
  if planned_state(plan, spec.id) then return 'exists', spec.id end
  local other = twin(plan, spec)
  if other then return 'joined', other end
  return plan_new(plan, spec)
end

local function make(spec, planned, now)
  local job, changes = new_job(spec, planned.parents, now)
  begin(job, now, changes, planned.say, spec.delay, 'enqueued')
  remember_key(spec, now, now)
  if spec.fingerprint and job.state ~= 'cancelled' then
    redis.call('SET', same_key(spec.district, spec.fingerprint), spec.id)
  end
end

register('enqueue', GROWS, true, function(input, now)
  local plan = plan_of()
  local answers, mismatch = {}, false
  for i, spec in ipairs(input.jobs) do
    local outcome, id = plan_one(plan, spec)
    plan.answered[spec.id] = id
    answers[i] = {outcome = outcome, id = id, state = planned_state(plan, id)}
    mismatch = mismatch or outcome == 'mismatch'
  end
  if not mismatch then
    for i, spec in ipairs(input.jobs) do
      if answers[i].outcome == 'created' then make(spec, plan.jobs[spec.id], now) end
    end
  end
  return {jobs = answers}
end)
