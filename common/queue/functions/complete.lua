-- complete  {id, token, folder, results} -> {lost?, state, dead?, strikes, retries}
-- running -> succeeded; children: blocked -> queued. The answer to a token's end is kept in the job, and given again to
-- `complete` and `fail` of this token.
local function end_answer(job)
  return {state = job.state, dead = job.dead and true or nil, strikes = job.strikes, retries = job.retries}
end

local function keep_end(job)
  local answer = cjson.encode(end_answer(job))
  redis.call('HSET', PREFIX .. 'job:' .. job.id, 'end:' .. job.token, answer)
end

-- The job if the token may act on it; else nothing and the answer.
local function job_held(input)
  local job = load_job(input.id)
  if not job then return nil, {lost = true, state = 'cancelled', strikes = 0, retries = 0} end
  if job.state == 'running' and job.token == input.token then return job end
  local kept = redis.call('HGET', PREFIX .. 'job:' .. input.id, 'end:' .. input.token)
  if kept then return nil, cjson.decode(kept) end
  local answer = end_answer(job)
  answer.lost = true
  return nil, answer
end

register('complete', MAY_FINISH, true, function(input, now)
  local job, answer = job_held(input)
  if not job then return answer end
  move(job, 'succeeded', now, {folder = input.folder, results = input.results}, {reason = 'completed'})
  keep_end(job)
  settle_children(job, now, {left = MAX_TOUCHED})
  return end_answer(job)
end)
