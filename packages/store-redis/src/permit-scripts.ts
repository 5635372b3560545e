import { script } from './script.ts'

const SERVER_CLOCK = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`

/** Longer than any closing: the endpoint's closings in a row are remembered for so long after the last call. */
const REMEMBERED_MS = 24 * 3_600_000

/** The log of one endpoint, as JSON. What cannot be read is an empty log, or left out of it: local limits still hold. */
const log = `
local stored, log = pcall(cjson.decode, redis.call('GET', KEYS[1]) or '{}')
if not stored or type(log) ~= 'table' then log = {} end

local function keep(list, stays)
  local kept = {}
  for _, item in ipairs(type(list) == 'table' and list or {}) do
    if stays(item) then kept[#kept + 1] = item end
  end
  return kept
end

local function number(value)
  return type(value) == 'number' and math.abs(value) <= ${Number.MAX_SAFE_INTEGER} and value or nil
end
local function isCall(item)
  return type(item) == 'table' and type(item.id) == 'string' and number(item.grantedAt) and number(item.endsAt)
end
local function isPlace(item)
  if type(item) ~= 'table' or type(item.id) ~= 'string' or not number(item.keptUntil) then return false end
  return item.diesAt == nil or number(item.diesAt)
end

-- A server that takes over with a clock behind: as if no time had passed since.
local back = math.max(0, (number(log.writtenAt) or now) - now)
log = {
  calls = keep(log.calls, isCall), line = keep(log.line, isPlace),
  closedUntil = number(log.closedUntil) and log.closedUntil - back, closedAt = (number(log.closedAt) or 0) - back,
  closings = math.max(0, math.floor(number(log.closings) or 0)), longestMs = number(log.longestMs) or 0, writtenAt = now
}
for _, call in ipairs(log.calls) do
  call.grantedAt, call.endsAt = call.grantedAt - back, call.endsAt - back
end
for _, place in ipairs(log.line) do
  place.keptUntil = place.keptUntil - back
  place.diesAt = place.diesAt and place.diesAt - back
end

local function save(ttlMs)
  redis.call('SET', KEYS[1], cjson.encode(log), 'PX', ttlMs)
end`

const take = `
local id, deadlineMs = ARGV[1], tonumber(ARGV[2])
local limit, windowMs, callMs, placeMs = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])

-- Asked again for an answer that was not heard: granted is granted.
for _, call in ipairs(log.calls) do
  if call.id == id then return { 0, log.closings } end
end

local place
for _, other in ipairs(log.line) do
  if other.id == id then place = other end
end
if not place then
  place = { id = id, keptUntil = now }
  log.line[#log.line + 1] = place
end
place.diesAt = deadlineMs and now + deadlineMs or nil

-- Callers first, then the token that dies first; equals in the order of asking.
local function goesBefore(other, earlier)
  if other.diesAt == place.diesAt then return earlier end
  return not other.diesAt or (place.diesAt and other.diesAt < place.diesAt)
end

local function placesAhead()
  local ahead, passed = 0, false
  for _, other in ipairs(log.line) do
    if other == place then
      passed = true
    elseif other.keptUntil > now and goesBefore(other, not passed) then
      ahead = ahead + 1
    end
  end
  return ahead
end

local calls = keep(log.calls, function(call) return call.endsAt + windowMs > now end)

local function anyUnanswered()
  for _, call in ipairs(calls) do
    if not call.answered then return true end
  end
  return false
end

local function waitMs()
  if log.closedUntil and now < log.closedUntil then return log.closedUntil - now end
  local ahead = placesAhead()
  -- After a closing one call goes first, and the others wait for its answer.
  if log.closedUntil and (ahead > 0 or anyUnanswered()) then return 1000 end
  local free = limit - #calls
  if ahead < free then return 0 end
  local frees = {}
  for _, call in ipairs(calls) do
    frees[#frees + 1] = (call.answered and call.endsAt or now) + windowMs - now
  end
  for _ = 1, free do frees[#frees + 1] = windowMs end
  table.sort(frees)
  local turn = ahead - free
  return frees[turn % #frees + 1] + math.floor(turn / #frees) * windowMs
end

-- Up, because a reply has whole numbers only, and nothing is a grant but 0.
local retryAfterMs = math.ceil(waitMs())
place.keptUntil = now + placeMs
log.line = keep(log.line, function(other)
  return other.keptUntil > now and (other ~= place or retryAfterMs > 0)
end)
log.longestMs = math.max(log.longestMs, windowMs)
log.calls = keep(log.calls, function(call) return call.endsAt + log.longestMs > now end)
if retryAfterMs == 0 then
  log.calls[#log.calls + 1] = { id = id, grantedAt = now, endsAt = now + callMs, answered = false }
end
save(${REMEMBERED_MS} + windowMs + callMs + placeMs)
return { retryAfterMs, log.closings }`

const settle = `
local id, outcome, closedForMs = ARGV[1], ARGV[2], tonumber(ARGV[3])
local grantedAt = now
for _, call in ipairs(log.calls) do
  if call.id == id then grantedAt = call.grantedAt end
end
local function others(item) return item.id ~= id end
log.line = keep(log.line, others)
log.calls = keep(log.calls, others)
if outcome ~= 'unused' then
  log.calls[#log.calls + 1] = { id = id, grantedAt = grantedAt, endsAt = now, answered = true }
end
if outcome ~= 'unused' and outcome ~= 'unanswered' then
  if log.closedUntil and grantedAt <= log.closedAt then
    -- Many calls may be under way when a limit is hit: one closing, which those that came through do not end.
    if outcome == 'closed' then log.closedUntil = math.max(log.closedUntil, now + closedForMs) end
  else
    log.closedUntil = outcome == 'closed' and now + closedForMs or nil
    if outcome == 'closed' then
      log.closings = log.closings + 1
      log.closedAt = now
    end
    if outcome == 'success' then log.closings = 0 end
  end
end
save(math.max(${REMEMBERED_MS} + closedForMs, redis.call('PTTL', KEYS[1])))`

/** `askForPermit` and `settlePermit` of the core, word for word, as scripts. `clock` sets `now`, in milliseconds. */
export const permitScripts = (clock: string = SERVER_CLOCK) => ({
  take: script(`${clock}${log}${take}`),
  settle: script(`${clock}${log}${settle}`),
})
