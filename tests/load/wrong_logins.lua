-- Wrong codes, for one district after the other: arguments PAUSE_MS DISTRICT... One thread of wrk.
local pause, districts, turn = 0, {}, 0
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  pause = tonumber(args[1])
  for i = 2, #args do districts[#districts + 1] = args[i] end
  answered = {}
end

function delay()
  return pause
end

function request()
  turn = turn % #districts + 1
  return wrk.format("POST", "/api/v1/session", {Host = "127.0.0.1", ["Content-Type"] = "application/json"},
                    string.format('{"district":"%s","code":"salah-%d"}', districts[turn], turn))
end

function response(status)
  answered[status] = (answered[status] or 0) + 1
  told = ""
  for code, count in pairs(answered) do told = told .. string.format('%s"%d": %d', told == "" and "" or ", ", code, count) end
end

function done()
  io.write("RESULT {" .. (threads[1]:get("told") or "") .. "}\n")
end
