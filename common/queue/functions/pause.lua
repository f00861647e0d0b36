-- pause  {by} -> {}      Nothing is claimed.
-- resume {} -> {}        Wakes the workers.
register('pause', MAY_FINISH, true, function(input, now)
  redis.call('SET', PREFIX .. 'paused', digits(now) .. ' ' .. input.by)
  return {}
end)

register('resume', MAY_FINISH, true, function()
  if redis.call('DEL', PREFIX .. 'paused') == 0 then return {} end
  for _ = 1, math.min(MAX_DOORBELL, redis.call('ZCARD', PREFIX .. 'waiting')) do
    redis.call('LPUSH', PREFIX .. 'wake', '1')
  end
  redis.call('LTRIM', PREFIX .. 'wake', 0, MAX_DOORBELL - 1)
  return {}
end)
