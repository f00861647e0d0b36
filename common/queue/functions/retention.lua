-- saved  {id, round} -> {}      The end of this round is on storage.
-- forget {id} -> {outcome: forgotten|not_ended|unknown}      succeeded, failed, cancelled -> none: no key of it is left.
-- keep   {id, kept} -> {outcome: done|unknown}               Whether storage marks it as kept; in any state.
register('saved', MAY_FINISH, true, function(input)
  local job = load_job(input.id)
  if job and job.round == input.round and ENDED[job.state] and not job.saved then
    store(job, {saved = '1'})
    redis.call('ZREM', PREFIX .. 'unsaved', job.id)
  end
  return {}
end)

register('keep', MAY_FINISH, true, function(input)
  local job = load_job(input.id)
  if not job then return {outcome = 'unknown'} end
  store_kept(job, input.kept)
  return {outcome = 'done'}
end)

-- Deletes a key whose first word names the job, unless it names another one by now.
local function forget_name(key, id)
  if split(redis.call('GET', key))[1] == id then redis.call('DEL', key) end
end

register('forget', MAY_FINISH, true, function(input)
  local job = load_job(input.id)
  if not job then return {outcome = 'unknown'} end
  if not ENDED[job.state] then return {outcome = 'not_ended'} end
  for place in pairs(places_of(job)) do take(place, job.id) end
  redis.call('ZREM', PREFIX .. 'jobs:' .. job.district, job.id)
  if job.key then forget_name(idem_key(job.district, job.key), job.id) end
  if job.fingerprint then forget_name(same_key(job.district, job.fingerprint), job.id) end
  redis.call('DEL', PREFIX .. 'job:' .. job.id, PREFIX .. 'children:' .. job.id)
  return {outcome = 'forgotten'}
end)
