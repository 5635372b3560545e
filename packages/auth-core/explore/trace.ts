import type { TakenStep } from '../src/acquire/acquirer.ts'
import { decide } from '../src/token/decide.ts'
import type { State } from '../src/token/state.ts'
import type { Action, Event, Now } from '../src/token/transition.ts'

/**
 * Writes and replays traces: what an instance was told, step by step, and what it decided. The format is described in
 * docs/trace-format.md. A trace holds no values: each secret and each name is a number that stands for it.
 */
export type TraceLine =
  | { readonly trace: 1; readonly state: unknown }
  | { readonly now: Now; readonly event: unknown; readonly actions: readonly string[]; readonly state: unknown }

/** Members whose text is a secret or a name, and what stands for them. */
const ALIASES: Readonly<Record<string, string>> = {
  accessToken: 'access',
  value: 'access',
  refreshToken: 'refresh',
  account: 'account',
}
/** Of a failure only this is decided by, and said. */
const FAILURE = ['code', 'status', 'retryAfterMs']

/** Writes the trace of one instance. */
export class TraceWriter {
  readonly lines: TraceLine[] = []
  readonly #aliases = new Map<string, string>()

  /** Give it to the seam `onStep`. */
  readonly onStep = ({ before, event, now, after, actions }: TakenStep): void => {
    if (this.lines.length === 0) this.lines.push({ trace: 1, state: this.#masked(before) })
    this.lines.push({
      now,
      event: this.#masked(event),
      actions: actions.map(({ do: what }) => what),
      state: this.#masked(after),
    })
  }

  #masked(value: unknown): unknown {
    return masked(value, (kind, text) => {
      const key = `${kind} ${text}`
      const alias = this.#aliases.get(key) ?? `${kind}-${this.#aliases.size + 1}`
      this.#aliases.set(key, alias)
      return alias
    })
  }
}

/**
 * Replays a trace through `decide`.
 * @returns where it does not fit, in words; `undefined` if each state is the one that was recorded
 */
export function misfitOf(lines: readonly TraceLine[]): string | undefined {
  const written = JSON.parse(JSON.stringify(lines)) as readonly TraceLine[]
  const [first] = written
  if (!first || !('trace' in first)) return 'the trace has no first line'
  let state = revived(first.state) as State
  for (const [index, line] of written.entries()) {
    if ('trace' in line) continue
    const event = revived(line.event) as Event
    let actions: readonly Action[] = []
    ;[state, actions] = decide(state, event, line.now)
    const said = JSON.stringify(masked(state, same))
    const did = actions.map(({ do: what }) => what)
    if (said !== JSON.stringify(line.state) || JSON.stringify(did) !== JSON.stringify(line.actions))
      return `line ${index + 1}, at the event "${event.type}": recorded ${JSON.stringify(line)}, replayed ${JSON.stringify({ actions: did, state: JSON.parse(said) })}`
  }
  return undefined
}

const same = (_kind: string, text: string) => text

/** A copy as JSON can hold it, with members in the order of their names. */
function masked(value: unknown, alias: (kind: string, text: string) => string): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return `${value}`
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => masked(item, alias))
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(
    entries.map(([name, member]) => {
      const kind = ALIASES[name]
      if (kind && typeof member === 'string' && member !== '') return [name, alias(kind, member)]
      if (name === 'failure') return [name, failureOf(member as object)]
      return [name, masked(member, alias)]
    }),
  )
}

const failureOf = (failure: object) =>
  Object.fromEntries(Object.entries(failure).filter(([name, member]) => FAILURE.includes(name) && member !== undefined))

/** What was written, as it is decided by. */
function revived(value: unknown): unknown {
  if (value === 'Infinity' || value === '-Infinity') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(revived)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, revived(member)]))
}
