-- beat  {id, token, phase, done, total, lease (ms)} -> {outcome: ok|cancel|lost}
-- running stays running.
register('beat', MAY_FINISH, true, function(input, now)
  local key = PREFIX .. 'job:' .. input.id
  local state, token, cancel = unpack(redis.call('HMGET', key, 'state', 'token', 'cancel'))
  if state ~= 'running' or token ~= input.token then return {outcome = 'lost'} end
  local expiry = later_by(now, input.lease)
  redis.call('HSET', key, 'phase', input.phase, 'done', input.done, 'total', input.total)
  redis.call('ZADD', PREFIX .. 'lease', expiry, input.id)
  return {outcome = cancel and 'cancel' or 'ok'}
end)
