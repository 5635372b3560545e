import { wordOf } from './trace-words.ts'

/** Members whose text is a secret or a name, and what stands for them. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['accessToken', 'access'],
  ['value', 'access'],
  ['refreshToken', 'refresh'],
  ['account', 'account'],
])
/** Of a failure only this is decided by, and said. */
const FAILURE: ReadonlySet<string> = new Set(['code', 'status', 'retryAfterMs'])

type Alias = (kind: string, text: string) => string

/** A copy as a trace holds it: aliases for values, members in the order of their names, and no text but known words. */
export function masked(value: unknown, alias: Alias): unknown {
  if (typeof value === 'string') return wordOf(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return `${value}`
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => masked(item, alias))
  const isFailure = 'code' in value
  const entries = Object.entries(value)
    .filter(([name, member]) => member !== undefined && !(isFailure && !FAILURE.has(name)))
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([name, member]) => [name, memberOf(name, member, alias)]))
}

function memberOf(name: string, member: unknown, alias: Alias): unknown {
  // Whose token it is decides nothing, and what was odd about an answer is a sentence.
  if (name === 'profile') return {}
  if (name === 'warnings') return (member as readonly unknown[]).map(() => 'warning')
  const kind = ALIASES.get(name)
  if (kind && typeof member === 'string') return member === '' ? '' : alias(kind, member)
  return masked(member, alias)
}

const same: Alias = (_kind, text) => text

/** The same of what has aliases already. */
export const written = (value: unknown): unknown => masked(value, same)

/** What was written, as it is decided by. */
export function revived(value: unknown): unknown {
  if (value === 'Infinity' || value === '-Infinity') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(revived)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, revived(member)]))
}
