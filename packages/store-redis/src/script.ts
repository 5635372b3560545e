import { createHash } from 'node:crypto'
import type { RedisPort } from './redis-port.ts'

/** A Lua script. No argument of it may be a token, sealed or not: the clients' tracing prints script arguments. */
export interface Script {
  readonly source: string
  readonly sha1: string
}

export const script = (source: string): Script => ({
  source,
  sha1: createHash('sha1').update(source).digest('hex'),
})

/** `reading(command, key, …)`: what a command answers; nothing if something of another kind lies at the key. */
export const readingOf = `
local function reading(...)
  local answer = redis.pcall(...)
  if type(answer) ~= 'table' then return answer end
  return not string.find(answer.err, 'WRONGTYPE', 1, true) and redis.call(...)
end`

/** Runs it by its digest; a server that does not know it (new, restarted, flushed, failed over) is told it once. */
export async function runScript(
  port: RedisPort,
  { source, sha1 }: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
  signal: AbortSignal,
): Promise<unknown> {
  const strings = args.map(String)
  try {
    return await port.evalSha(sha1, keys, strings, signal)
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    signal.throwIfAborted()
    return await port.eval(source, keys, strings, signal)
  }
}
