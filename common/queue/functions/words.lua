-- Names of keys, numbers as text, and how a function is registered. VERSION is the library's own, before all pieces.
local PREFIX = '{sipro}:'
local MAX_TOUCHED = 500
local KEY_LIFE_US = 7 * 24 * 3600 * 1000000

-- Lua's own tostring and cjson keep 14 digits; times and tokens have 16.
local function digits(number)
  return string.format('%.0f', number)
end

local function earlier_by(now, milliseconds)
  return digits(now - milliseconds * 1000)
end

local function later_by(now, milliseconds)
  return digits(now + milliseconds * 1000)
end

local function split(text)
  local words = {}
  for word in string.gmatch(text or '', '%S+') do words[#words + 1] = word end
  return words
end

-- An empty table would become {} in JSON, so an empty list is left out.
local function list_or_nothing(list)
  if #list > 0 then return list end
  return nil
end

-- Registers s<VERSION>_<name>: body(input, now) -> answer. `guarded`: refused unless the caller's stamp is that of the last
-- recovery.
local function register(name, flags, guarded, body)
  redis.register_function{
    function_name = 's' .. VERSION .. '_' .. name,
    flags = flags,
    callback = function(_, args)
      if guarded and redis.call('GET', PREFIX .. 'stamp') ~= args[1] then
        return redis.error_reply('RECOVERING the queue is not open for this stamp')
      end
      return cjson.encode(body(cjson.decode(args[2]), clock()))
    end
  }
end

local GROWS = {}
local MAY_FINISH = {'allow-oom'}
local READS = {'no-writes'}
