import { script } from './script.ts'

/**
 * A slot is one string, `generation:ttlMs:text`, that expires with the text: what is left of its life gives its age by
 * the server's clock, and writing needs no script that sees the text.
 */
export const slotValue = (text: string, generation: number, ttlMs: number) => `${generation}:${ttlMs}:${text}`

/** At most 16 digits, which Lua's numbers hold exactly. Anything else that lies at the key is older than all. */
const generationOf = `
local function generationOf(key)
  local digits = string.match(redis.call('GETRANGE', key, 0, 33), '^(%d+):%d+:')
  return digits and #digits <= 16 and tonumber(digits) or -1
end`

/** As a script, for value and age of one moment, and because scripts are never sent to a replica. */
export const readToken = script(`
local value = redis.call('GET', KEYS[1])
return value and { value, redis.call('PTTL', KEYS[1]) }`)

/** 1: the staged text is the slot's now; 0: the slot has something as new; -1: what was staged is lost. */
export const publishToken = script(`${generationOf}
if generationOf(KEYS[1]) >= tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[2])
  return 0
end
if redis.call('EXISTS', KEYS[2]) == 0 then return -1 end
redis.call('RENAME', KEYS[2], KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`)

export const deleteToken = script(`${generationOf}
if generationOf(KEYS[1]) <= tonumber(ARGV[1]) then redis.call('DEL', KEYS[1]) end`)
