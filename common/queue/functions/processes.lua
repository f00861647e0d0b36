-- announce  {name, process (JSON)} -> {}      Kept 60 s.
-- processes {} -> {processes?: [{process, seen}]}      Only read.
local KEPT_US = 60 * 1000000

register('announce', MAY_FINISH, true, function(input, now)
  local key = PREFIX .. 'worker:' .. input.name
  redis.call('HSET', key, 'process', input.process, 'seen', digits(now))
  redis.call('EXPIRE', key, KEPT_US / 1000000)
  redis.call('ZADD', PREFIX .. 'workers', digits(now), input.name)
  redis.call('ZREMRANGEBYSCORE', PREFIX .. 'workers', '-inf', digits(now - KEPT_US))
  return {}
end)

register('processes', READS, false, function(_, now)
  local found = {}
  local names = redis.call('ZRANGEBYSCORE', PREFIX .. 'workers', '(' .. digits(now - KEPT_US), '+inf', 'LIMIT', 0, MAX_TOUCHED)
  table.sort(names)
  for _, name in ipairs(names) do
    local process, seen = unpack(redis.call('HMGET', PREFIX .. 'worker:' .. name, 'process', 'seen'))
    if process then found[#found + 1] = {process = process, seen = seen} end
  end
  return {processes = list_or_nothing(found)}
end)
