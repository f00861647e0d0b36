-- audit  {cursor} -> {cursor, looked, mended?: [{id, place, added}]}
-- Two rounds after each other: "jobs <n>" puts every job into exactly its places, "sets <i> <n>" removes members that
-- don't belong there; "0" is the end, and the beginning. A blocked job is also moved on where its parents' ends were
-- too many for one call.
local JOBS_AT_ONCE = 100
local SETS_AT_ONCE = 100
local ANYWHERE = {'waiting', 'lease', 'delayed', 'blocked', 'backlog', 'dead', 'unsaved'}

local function is_in(place, id)
  if string.sub(place, 1, 8) == 'running:' then return redis.call('SISMEMBER', PREFIX .. place, id) == 1 end
  return redis.call('ZSCORE', PREFIX .. place, id) ~= false
end

-- All the places a job has to be in, `jobs:` among them.
local function wanted_places(job)
  local places = places_of(job)
  places['jobs:' .. job.district] = job.created
  return places
end

local function mend(job, mended)
  local wanted = wanted_places(job)
  local own = {'q:' .. job.district, 'running:' .. job.district, 'jobs:' .. job.district, unpack(ANYWHERE)}
  for _, place in ipairs(own) do
    local score = wanted[place]
    if is_in(place, job.id) ~= (score ~= nil and score ~= false) then
      if score then put(place, score, job.id) else take(place, job.id) end
      mended[#mended + 1] = {id = job.id, place = place, added = score and true or false}
    end
  end
end

local function mend_district(district, mended)
  local before = is_in('ring', district)
  place_district(district, not before)
  if before ~= is_in('ring', district) then mended[#mended + 1] = {id = district, place = 'ring', added = not before} end
end

-- What a call with more children than it may touch has left over.
local function move_on(job, now, budget)
  if ENDED[job.state] then return settle_children(job, now, budget) end
  if job.state ~= 'blocked' or budget.left == 0 then return end
  local failed, waits = look_at_parents(split(job.waits), state_of)
  if failed then
    budget.left = budget.left - 1
    finish(job, 'cancelled', now, {waits = false, error = error_of_parent(failed)}, {reason = 'parent_failed'}, budget)
  elseif #waits == 0 then
    budget.left = budget.left - 1
    queue_again(job, now, {waits = false}, {reason = 'unblocked'})
  end
end

local function audit_jobs(from, now, mended)
  local prefix = PREFIX .. 'job:'
  local cursor, keys = unpack(redis.call('SCAN', from, 'MATCH', prefix .. '*', 'COUNT', JOBS_AT_ONCE))
  local budget = {left = MAX_TOUCHED}
  local districts = {}
  for _, key in ipairs(keys) do
    local job = load_job(string.sub(key, #prefix + 1))
    if job then
      move_on(job, now, budget)
      mend(job, mended)
      districts[job.district] = true
    end
  end
  for district in pairs(districts) do mend_district(district, mended) end
  return cursor, #keys
end

-- Every set that names jobs, in an order that stays the same while no district is added.
local function all_sets()
  local sets = {unpack(ANYWHERE)}
  local districts = redis.call('HKEYS', PREFIX .. 'cap')
  table.sort(districts)
  for _, district in ipairs(districts) do
    sets[#sets + 1] = 'q:' .. district
    sets[#sets + 1] = 'running:' .. district
    sets[#sets + 1] = 'jobs:' .. district
  end
  sets[#sets + 1] = 'ring'
  sets[#sets + 1] = 'capped'
  return sets
end

local function scan_set(place, from, count)
  local is_set = place == 'capped' or string.sub(place, 1, 8) == 'running:'
  local cursor, found = unpack(redis.call(is_set and 'SSCAN' or 'ZSCAN', PREFIX .. place, from, 'COUNT', count))
  if is_set then return cursor, found end
  local members = {}
  for i = 1, #found, 2 do members[#members + 1] = found[i] end
  return cursor, members
end

local function audit_member(place, member, mended)
  if place == 'ring' or place == 'capped' then return mend_district(member, mended) end
  local job = load_job(member)
  if job and wanted_places(job)[place] then return end
  take(place, member)
  mended[#mended + 1] = {id = member, place = place, added = false}
  local district = string.match(place, '^q:(.*)$') or string.match(place, '^running:(.*)$')
  if district then place_district(district, true) end
end

local function audit_sets(index, from, mended)
  local sets = all_sets()
  local looked, cursor = 0, from
  for _ = 1, SETS_AT_ONCE do
    local place = sets[index]
    if not place then return '0', looked end
    local members
    cursor, members = scan_set(place, cursor, MAX_TOUCHED - looked)
    for _, member in ipairs(members) do audit_member(place, member, mended) end
    looked = looked + #members
    if cursor == '0' then index = index + 1 end
    if looked >= MAX_TOUCHED then break end
  end
  return 'sets ' .. index .. ' ' .. cursor, looked
end

register('audit', MAY_FINISH, true, function(input, now)
  local phase, first, second = unpack(split(input.cursor))
  local mended = {}
  local cursor, looked
  if phase == 'sets' then
    cursor, looked = audit_sets(tonumber(first), second, mended)
  else
    cursor, looked = audit_jobs(phase == 'jobs' and first or '0', now, mended)
    cursor = cursor == '0' and 'sets 1 0' or 'jobs ' .. cursor
  end
  return {cursor = cursor, looked = looked, mended = list_or_nothing(mended)}
end)
