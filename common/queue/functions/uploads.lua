-- An upload on its way: who may write to it, and how many of its bytes are on storage for good.
-- {sipro}:upload:<id> HASH: token, offset; once it is over, only `ended` (whole, dropped) and its district. It expires `life`
-- (ms) after its last change: without it the next take makes it of what storage tells.
-- upload_take    {id, token, offset, life} -> {outcome: held|whole|dropped, offset?}
--     The token holds the upload from now on, and no other. `offset`: what storage knows; the larger one counts.
-- upload_advance {id, token, from, to, life} -> {outcome: held|lost|whole|dropped}
--     The bytes from `from` to `to` are synced. lost: another token holds it, or it stands elsewhere.
-- upload_end     {id, district, ended: whole|dropped, token?, life} -> {outcome: lost|whole|dropped}
--     A whole one may still be dropped; a dropped one stays so. With a token: only while it holds the upload.
-- upload_look    {ids (up to 500)} -> {uploads: [{offset?, ended?, district?}]}, in their order.      Only reads.
local function upload_key(id)
  return PREFIX .. 'upload:' .. id
end

register('upload_take', GROWS, true, function(input)
  local key = upload_key(input.id)
  local ended, offset = unpack(redis.call('HMGET', key, 'ended', 'offset'))
  if ended then return {outcome = ended} end
  if not offset or tonumber(offset) < tonumber(input.offset) then offset = input.offset end
  redis.call('HSET', key, 'token', input.token, 'offset', offset)
  redis.call('PEXPIRE', key, digits(input.life))
  return {outcome = 'held', offset = offset}
end)

register('upload_advance', MAY_FINISH, true, function(input)
  local key = upload_key(input.id)
  local ended, token, offset = unpack(redis.call('HMGET', key, 'ended', 'token', 'offset'))
  if ended then return {outcome = ended} end
  if token ~= input.token or (offset ~= input.from and offset ~= input.to) then return {outcome = 'lost'} end
  redis.call('HSET', key, 'offset', input.to)
  redis.call('PEXPIRE', key, digits(input.life))
  return {outcome = 'held'}
end)

register('upload_end', MAY_FINISH, true, function(input)
  local key = upload_key(input.id)
  local ended, token = unpack(redis.call('HMGET', key, 'ended', 'token'))
  if ended == 'dropped' or ended == input.ended then return {outcome = ended} end
  if input.token and token ~= input.token then return {outcome = 'lost'} end
  redis.call('DEL', key)
  redis.call('HSET', key, 'ended', input.ended, 'district', input.district)
  redis.call('PEXPIRE', key, digits(input.life))
  return {outcome = input.ended}
end)

register('upload_look', READS, false, function(input)
  local uploads = {}
  for i = 1, math.min(#input.ids, MAX_TOUCHED) do
    local offset, ended, district = unpack(redis.call('HMGET', upload_key(input.ids[i]), 'offset', 'ended', 'district'))
    uploads[i] = {offset = offset or nil, ended = ended or nil, district = district or nil}
  end
  return {uploads = list_or_nothing(uploads)}
end)
