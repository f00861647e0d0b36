-- A job as its hash holds it. Counts are numbers here; times, tokens and orders stay text.
--   spec        JSON of the client, without `after`          parents    ids it comes after     waits     those that have not succeeded
--   district, kind, version, order (priority and number of seq), created, key, fingerprint          since      when its state began
--   state, round, attempt, token, worker, started, finished  strikes, retries, interruptions   expiry     of its first lease
--   cancel      who asked for it (may be empty)              due        of a retrying job      dead, saved  "1"
--   phase, done, total    folder, results    error (JSON)    end:<token>  the answer to the end of that attempt      kept  "1"
-- children:<id> is the LIST of the jobs that wait for it.
local FIELDS = {'state', 'district', 'kind', 'round', 'attempt', 'token', 'worker', 'strikes', 'retries', 'interruptions', 'order',
                'created', 'since', 'version', 'waits', 'parents', 'key', 'fingerprint', 'cancel', 'due', 'started', 'expiry',
                'finished', 'dead', 'saved'}
local COUNTS = {'round', 'attempt', 'strikes', 'retries', 'interruptions', 'version'}
local ENDED = {succeeded = true, failed = true, cancelled = true}

local function load_job(id)
  local values = redis.call('HMGET', PREFIX .. 'job:' .. id, unpack(FIELDS))
  if not values[1] then return nil end
  local job = {id = id}
  for i = 1, #FIELDS do job[FIELDS[i]] = values[i] or nil end
  for i = 1, #COUNTS do job[COUNTS[i]] = tonumber(job[COUNTS[i]] or 0) end
  return job
end

local function state_of(id)
  return redis.call('HGET', PREFIX .. 'job:' .. id, 'state') or nil
end

-- `changes`: field -> value; false removes the field.
local function store(job, changes)
  local set, gone = {}, {}
  for field, value in pairs(changes) do
    if value == false then
      gone[#gone + 1] = field
      job[field] = nil
    else
      set[#set + 1] = field
      set[#set + 1] = value
      job[field] = value
    end
  end
  local key = PREFIX .. 'job:' .. job.id
  if #set > 0 then redis.call('HSET', key, unpack(set)) end
  if #gone > 0 then redis.call('HDEL', key, unpack(gone)) end
end

local function store_kept(job, kept)
  store(job, {kept = kept and '1' or false})
end
