import type { StoredText } from '@pagamio/auth-core'
import { endLease } from './lease-scripts.ts'
import { readingOf, script } from './script.ts'

/**
 * A slot is one string, `generation:ttlMs:text`, that expires with the text: what is left of its life gives its age by
 * the server's clock, and writing needs no script that sees the text.
 */
export const slotValue = (text: string, generation: number, ttlMs: number) => `${generation}:${ttlMs}:${text}`

/** Clocks are set right by less than this all the time. */
const SETTING_MS = 5_000

/**
 * The generation of what lives at the slot's key; -1 of what {@link storedText} takes for nothing. A number has at most
 * 16 digits, and both languages hold it exactly.
 */
const generationOf = `
local function generationOf(head)
  local generation, ttl = string.match(head or '', '^(%d+):(%d+):')
  if not generation or #generation > 16 or #ttl > 16 then return -1 end
  generation, ttl = tonumber(generation), tonumber(ttl)
  if math.max(generation, ttl) > ${Number.MAX_SAFE_INTEGER} then return -1 end
  local left = redis.call('PTTL', KEYS[1])
  return left >= 0 and left <= ttl + ${SETTING_MS} and generation or -1
end`

/** As a script, for value and age of one moment, and because scripts are never sent to a replica. */
export const readToken = script(`${readingOf}
local value = reading('GET', KEYS[1])
return value and { value, redis.call('PTTL', KEYS[1]) }`)

/**
 * What is stored. Nothing if it is of another form, would stay for ever, or has more time left than it was given: then
 * the server's clock was set back, and nobody knows its age.
 */
export function storedText(reply: unknown): StoredText | undefined {
  const [value, left] = Array.isArray(reply) ? reply : []
  const [, generation, ttlMs, text] = /^(\d{1,16}):(\d{1,16}):(.*)$/s.exec(String(value)) ?? []
  if (text === undefined || ![generation, ttlMs].every((digits) => Number.isSafeInteger(Number(digits))))
    return undefined
  const leftMs = Number(left)
  const ageMs = Number(ttlMs) - leftMs
  if (!(leftMs >= 0 && ageMs >= -SETTING_MS)) return undefined
  return { text, generation: Number(generation), ageMs: Math.max(0, ageMs) }
}

/**
 * 1: the staged text is the slot's now; 0: the slot has something as new, or not what is to be replaced; -1: what was staged is lost. The
 * lease of the owner that is given ends with either of the first two. Fails with `WRONGTYPE` if something of another kind lies there: a slot that is not written shows, and what somebody keeps stays.
 */
export const publishToken = script(`${readingOf}${endLease}${generationOf}
local stored = generationOf(redis.call('GETRANGE', KEYS[1], 0, 33))
local function release()
  if ARGV[4] ~= '' then endLease(KEYS[3], ARGV[4], ARGV[5], ARGV[6]) end
end
local another = ARGV[3] ~= '' and stored ~= tonumber(ARGV[3])
if another or stored >= tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[2])
  release()
  return 0
end
if redis.call('EXISTS', KEYS[2]) == 0 then return -1 end
redis.call('RENAME', KEYS[2], KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
release()
return 1`)

/** What is not ours stays. */
export const deleteToken = script(`${readingOf}${generationOf}
local generation = generationOf(reading('GETRANGE', KEYS[1], 0, 33))
if generation >= 0 and generation <= tonumber(ARGV[1]) then redis.call('DEL', KEYS[1]) end`)
