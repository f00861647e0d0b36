-- counts {} -> {bounds: [s], attempts?: [{kind, urgent?, waited, ran, ended?: [{reason, count}]}]}      Only read.
--     waited (from queued to claimed), ran (from claimed to the attempt's end): {us, counts: how many took up to each
--     bound and longer than the one before it, and how many longer than the last}
-- Counted where a job moves (moves.lua), so what moves nothing, as a repeated call, counts nothing. They begin anew with
-- an empty Redis.
-- {sipro}:counts HASH: <kind>:<urgent|usual>:<waited|ran>:<bound, inf, us> and <kind>:<urgent|usual>:ended:<reason>
local BOUNDS_S = {'0.5', '2', '5', '15', '60', '300', '900', '3600'}

local function add_to_count(job, what, which, number)
  local pace = tonumber(job.order) < URGENT_BELOW and 'urgent' or 'usual'
  redis.call('HINCRBY', PREFIX .. 'counts', table.concat({job.kind, pace, what, which}, ':'), digits(number))
end

local function bucket_of(us)
  for _, bound in ipairs(BOUNDS_S) do
    if us <= tonumber(bound) * 1000000 then return bound end
  end
  return 'inf'
end

-- `since`: a clock that was set back makes no time negative.
local function count_time(job, what, since, now)
  local us = math.max(0, now - tonumber(since))
  add_to_count(job, what, bucket_of(us), 1)
  add_to_count(job, what, 'us', us)
end

-- To be called before the move, with what the job holds until then.
local function count_move(job, to, now, reason)
  -- A job that an earlier build made tells no kind: it runs, and is not counted.
  if not job.kind then return end
  if to == 'running' then count_time(job, 'waited', job.since, now) end
  if job.state ~= 'running' then return end
  count_time(job, 'ran', job.started, now)
  add_to_count(job, 'ended', reason, 1)
end

local function durations(found)
  local counts = {}
  for i, bound in ipairs(BOUNDS_S) do counts[i] = tonumber(found[bound] or 0) end
  counts[#counts + 1] = tonumber(found.inf or 0)
  return {us = found.us or '0', counts = counts}
end

register('counts', READS, false, function()
  local names, found = {}, {}
  local flat = redis.call('HGETALL', PREFIX .. 'counts')
  for i = 1, #flat, 2 do
    local name, what, which = string.match(flat[i], '^(.*:.*):(.*):(.*)$')
    if not found[name] then
      names[#names + 1] = name
      found[name] = {waited = {}, ran = {}, ended = {}}
    end
    found[name][what][which] = flat[i + 1]
  end
  table.sort(names)
  local attempts = {}
  for i, name in ipairs(names) do
    local kind, pace = string.match(name, '^(.*):(.*)$')
    local ended = {}
    for reason, count in pairs(found[name].ended) do ended[#ended + 1] = {reason = reason, count = tonumber(count)} end
    attempts[i] = {kind = kind, urgent = pace == 'urgent' or nil, waited = durations(found[name].waited),
                   ran = durations(found[name].ran), ended = list_or_nothing(ended)}
  end
  return {bounds = BOUNDS_S, attempts = list_or_nothing(attempts)}
end)
