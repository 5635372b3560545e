import { readingOf, script } from './script.ts'

/**
 * A lease is one string, `ttlMs:owner`, that expires with the lease. One that has no end, or more time left than it was
 * given, is nobody's: it was planted, or the server's clock was set back. Earlier versions wrote the owner alone.
 */
const leaseOf = `
local function leaseOf(value)
  local ttl, owner = string.match(value or '', '^(%d+):(.*)$')
  return owner or value, tonumber(ttl)
end`

/**
 * Ends the lease at the key if it is this owner's, and notifies waiting processes, if there is a channel. A client
 * without the right to publish notifies none: then they look.
 */
export const endLease = `${leaseOf}
local function endLease(key, owner, channel, name)
  if leaseOf(reading('GET', key)) ~= owner then return end
  redis.call('DEL', key)
  if channel ~= '' then redis.pcall('PUBLISH', channel, name) end
end`

/** 1 when the lease is this owner's now, for the given time from now. */
export const takeLease = script(`${leaseOf}
local owner, ttl = leaseOf(redis.call('GET', KEYS[1]))
if owner and owner ~= ARGV[1] then
  local left = redis.call('PTTL', KEYS[1])
  if left >= 0 and left <= (ttl or tonumber(ARGV[2])) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[2] .. ':' .. ARGV[1], 'PX', ARGV[2])
return 1`)

export const releaseLease = script(`${readingOf}${endLease}
endLease(KEYS[1], ARGV[1], ARGV[2], ARGV[3])`)
