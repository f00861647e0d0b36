-- cancel  {id, by} -> {outcome: cancelled|asked|already_ended|unknown}
-- blocked, queued, retrying -> cancelled, and their children with them; running: asked for.
register('cancel', MAY_FINISH, true, function(input, now)
  local job = load_job(input.id)
  if not job then return {outcome = 'unknown'} end
  if job.state == 'cancelled' then return {outcome = 'cancelled'} end
  if ENDED[job.state] then return {outcome = 'already_ended'} end
  if job.state == 'running' then
    if not job.cancel then store(job, {cancel = input.by}) end
    return {outcome = 'asked'}
  end
  finish_cancelled(job, now, input.by, {left = MAX_TOUCHED})
  return {outcome = 'cancelled'}
end)
