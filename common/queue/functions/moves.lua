-- The one way a job changes its state: its hash, its places, its event; and what its end means to those after it.
local MAX_EVENTS = 100000

-- `event`: {reason = ..., by = ...}. `token`, `attempt`, `worker` belong to events from or to running.
local function tell(job, from, now, event)
  local entry = {'id', job.id, 'district', job.district, 'to', job.state, 'at', digits(now), 'round', job.round,
                 'reason', event.reason}
  local function add(name, value)
    entry[#entry + 1] = name
    entry[#entry + 1] = value
  end
  if from then add('from', from) end
  if from == 'running' or job.state == 'running' then
    add('token', job.token)
    add('attempt', job.attempt)
    add('worker', job.worker)
  end
  if from == 'running' and job.state ~= 'succeeded' then
    add('strikes', job.strikes)
    add('retries', job.retries)
  end
  if event.by and event.by ~= '' then add('by', event.by) end
  redis.call('XADD', PREFIX .. 'events', 'MAXLEN', '~', MAX_EVENTS, '*', unpack(entry))
end

local NOWHERE = {}

-- A job without a state is a new one.
local function move(job, to, now, changes, event)
  local from = job.state
  local before = from and places_of(job) or NOWHERE
  count_move(job, to, now, event.reason)
  changes.state = to
  changes.since = digits(now)
  if ENDED[to] and not changes.finished then changes.finished = changes.since end
  store(job, changes)
  local after = places_of(job)
  for place in pairs(before) do
    if not after[place] then take(place, job.id) end
  end
  for place, score in pairs(after) do
    if before[place] ~= score then put(place, score, job.id) end
  end
  if to == 'queued' or to == 'running' or from == 'queued' or from == 'running' then
    place_district(job.district, to == 'queued' or from == 'running')
  end
  tell(job, from, now, event)
end

local function queue_again(job, now, changes, event)
  move(job, 'queued', now, changes, event)
end

local function error_of_cancel(by)
  local whom = by ~= '' and (' oleh ' .. by) or ''
  return cjson.encode({code = 'cancelled', message = 'Pekerjaan dibatalkan' .. whom .. '. Kirim ulang bila masih diperlukan.',
                       details = cjson.encode({by = by})})
end

local function error_of_parent(parent)
  return cjson.encode({
    code = 'parent_failed',
    message = 'Pekerjaan yang mendahului pekerjaan ini tidak berhasil. Perbaiki pekerjaan itu lebih dahulu, lalu kirim ulang keduanya.',
    details = cjson.encode({parent = parent})})
end

local function error_of_lost_workers()
  return cjson.encode({
    code = 'worker_lost',
    message = 'Komputer yang mengerjakan pekerjaan ini berhenti berulang kali. Hubungi pengelola; pekerjaan ini disimpan dan dapat dijalankan lagi.'})
end

-- budget.left: how many jobs this call may still touch. What is left over stays in children:<id> for the audit.
local function next_child(parent_id, budget)
  if budget.left == 0 then return nil end
  local id = redis.call('LPOP', PREFIX .. 'children:' .. parent_id)
  if id then budget.left = budget.left - 1 end
  return id or nil
end

-- `parent` ended, but not well: what waits for it is cancelled, and what waits for that, to any depth.
local function cancel_children(parent, now, budget)
  local ended = {parent}
  local at = 1
  while ended[at] do
    local id = next_child(ended[at].id, budget)
    while id do
      local child = load_job(id)
      if child and child.state == 'blocked' then
        move(child, 'cancelled', now, {waits = false, error = error_of_parent(ended[at].id)}, {reason = 'parent_failed'})
        ended[#ended + 1] = child
      end
      id = next_child(ended[at].id, budget)
    end
    at = at + 1
  end
end

-- One of its parents has succeeded.
local function unblock(child, parent_id, now)
  local left = {}
  for _, id in ipairs(split(child.waits)) do
    if id ~= parent_id then left[#left + 1] = id end
  end
  if #left > 0 then
    store(child, {waits = table.concat(left, ' ')})
  else
    queue_again(child, now, {waits = false}, {reason = 'unblocked'})
  end
end

local function unblock_children(parent, now, budget)
  local id = next_child(parent.id, budget)
  while id do
    local child = load_job(id)
    if child and child.state == 'blocked' then unblock(child, parent.id, now) end
    id = next_child(parent.id, budget)
  end
end

local function settle_children(job, now, budget)
  if job.state == 'succeeded' then
    unblock_children(job, now, budget)
  else
    cancel_children(job, now, budget)
  end
end

-- Moves a job to an end, and settles those that come after it.
local function finish(job, to, now, changes, event, budget)
  move(job, to, now, changes, event)
  settle_children(job, now, budget)
end

local function finish_cancelled(job, now, by, budget)
  finish(job, 'cancelled', now, {waits = false, due = false, error = error_of_cancel(by)}, {reason = 'cancel', by = by}, budget)
end
