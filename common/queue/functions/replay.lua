-- replay  {id, round (0: whichever), by} -> {outcome: queued|not_dead|unknown}
-- failed and dead -> queued, in the next round.
register('replay', GROWS, true, function(input, now)
  local job = load_job(input.id)
  if not job then return {outcome = 'unknown'} end
  if input.round > 0 and input.round < job.round then return {outcome = 'queued'} end
  if not job.dead or (input.round > 0 and input.round ~= job.round) then return {outcome = 'not_dead'} end
  queue_again(job, now,
              {round = job.round + 1, strikes = 0, retries = 0, interruptions = 0, dead = false, saved = false,
               finished = false, cancel = false, error = false, phase = false, done = false, total = false},
              {reason = 'replayed', by = input.by})
  take_fingerprint(job)
  return {outcome = 'queued'}
end)
