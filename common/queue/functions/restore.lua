-- restore  {jobs: [as of enqueue, and created, round, attempts, strikes, kept?,
--                  end?: {state, dead?, attempt, strikes, folder?, results?, error?, finished}]}
--       -> {jobs: [{outcome: created|moved|kept, state}]}
-- In every case it is marked as kept, or not, as told. none -> as told; what is behind storage -> its end there, or queued in the later round. Needs no stamp.
local function restore_end(job, now, told, changes)
  local ending = told['end']
  changes.attempt = math.max(changes.attempt, ending.attempt)
  changes.strikes = ending.strikes
  changes.finished = ending.finished
  changes.saved = '1'
  changes.waits, changes.due, changes.cancel = false, false, false
  changes.dead = ending.dead and '1' or false
  changes.error = ending.error or false
  changes.folder = ending.folder or false
  changes.results = ending.results or false
  finish(job, ending.state, now, changes, {reason = 'restored'}, {left = MAX_TOUCHED})
end

local function restore_new(told, now)
  local created = tonumber(told.created)
  local parents = told.after or {}
  local job, changes = new_job(told, parents, created)
  changes.round, changes.attempt, changes.strikes = told.round, told.attempts, told.strikes
  if told['end'] then
    restore_end(job, now, told, changes)
  else
    begin(job, now, changes, {look_at_parents(parents, state_of)}, 0, 'restored')
  end
  remember_key(told, created, now)
  return job
end

local function restore_known(job, told, now)
  local changes = {round = told.round, attempt = math.max(job.attempt, told.attempts), interruptions = 0}
  if told['end'] then return restore_end(job, now, told, changes) end
  changes.strikes, changes.retries = told.strikes, 0
  changes.waits, changes.due, changes.cancel, changes.dead = false, false, false, false
  changes.saved, changes.finished, changes.error, changes.folder, changes.results = false, false, false, false, false
  changes.phase, changes.done, changes.total = false, false, false
  queue_again(job, now, changes, {reason = 'restored'})
end

local function restore_one(told, now)
  local job = load_job(told.id)
  if not job then
    job = restore_new(told, now)
    store_kept(job, told.kept)
    take_fingerprint(job)
    return {outcome = 'created', state = job.state}
  end
  store_kept(job, told.kept)
  local same_round_ended = told['end'] and told.round == job.round and not ENDED[job.state]
  if told.round <= job.round and not same_round_ended then return {outcome = 'kept', state = job.state} end
  restore_known(job, told, now)
  take_fingerprint(job)
  return {outcome = 'moved', state = job.state}
end

register('restore', GROWS, false, function(input, now)
  local answers = {}
  for i, told in ipairs(input.jobs) do answers[i] = restore_one(told, now) end
  return {jobs = answers}
end)
