-- fail  {id, token, class: file|resource|crash|interruption|cancel, error (JSON), delay (ms), max_retries, max_strikes}
--    -> {lost?, state, dead?, strikes, retries}
-- running -> failed, retrying, queued, cancelled, by class; children of an end: blocked -> cancelled.
local function retry_later(job, now, input, changes)
  changes.due = later_by(now, input.delay)
  move(job, 'retrying', now, changes, {reason = input.class})
end

local function die(job, now, input, changes)
  changes.dead, changes.error = '1', input.error
  move(job, 'failed', now, changes, {reason = input.class})
end

local BY_CLASS = {
  file = function(job, now, input, changes)
    changes.error = input.error
    move(job, 'failed', now, changes, {reason = 'file'})
  end,
  resource = function(job, now, input, changes)
    if job.retries >= input.max_retries then return die(job, now, input, changes) end
    changes.retries = job.retries + 1
    retry_later(job, now, input, changes)
  end,
  crash = function(job, now, input, changes)
    changes.strikes = job.strikes + 1
    if changes.strikes >= input.max_strikes then return die(job, now, input, changes) end
    retry_later(job, now, input, changes)
  end,
  interruption = function(job, now, _, changes)
    queue_again(job, now, changes, {reason = 'interrupted'})
  end,
  cancel = function(job, now, input, changes)
    changes.error = input.error
    move(job, 'cancelled', now, changes, {reason = 'cancel'})
  end
}

register('fail', MAY_FINISH, true, function(input, now)
  local job, answer = job_held(input)
  if not job then return answer end
  local changes = {interruptions = 0}
  if job.cancel and input.class ~= 'file' then
    changes.error = error_of_cancel(job.cancel)
    move(job, 'cancelled', now, changes, {reason = 'cancel', by = job.cancel})
  else
    BY_CLASS[input.class](job, now, input, changes)
  end
  keep_end(job)
  if ENDED[job.state] then settle_children(job, now, {left = MAX_TOUCHED}) end
  return end_answer(job)
end)
