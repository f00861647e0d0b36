-- Ranges of a file at random places: arguments SIZE LENGTH COOKIE.
local size, length, cookie

function init(args)
  size, length, cookie = tonumber(args[1]), tonumber(args[2]), args[3]
  math.randomseed(1)
end

function request()
  local first = math.random(0, size - length)
  return wrk.format("GET", nil, {Host = "127.0.0.1", Cookie = cookie,
                                 Range = string.format("bytes=%d-%d", first, first + length - 1)})
end
