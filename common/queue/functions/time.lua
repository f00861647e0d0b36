-- The one clock of the queue: microseconds since 1970 UTC. Read once a call. (Tests put another piece in this place.)
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end
