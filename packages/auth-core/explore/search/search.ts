import type { Bounds } from './bounds.ts'
import { Fingerprint } from './fingerprint.ts'
import { movesOf } from './moves.ts'
import type { Context, Taken, Violation } from './outcome.ts'
import { SeenStates } from './seen-states.ts'
import { checkState } from './state-checks.ts'
import { type Subject, shipped } from './subject.ts'
import { newWorld, type World } from './world.ts'

/** A violation with the moves that lead to it: which one of those that were possible, at each step. */
interface Found extends Violation {
  readonly path: readonly number[]
}

export interface Report {
  readonly name: string
  readonly states: number
  readonly transitions: number
  readonly seconds: number
  /** Whether every state within the bounds was seen. */
  readonly complete: boolean
  readonly violations: readonly Found[]
  /** How often each known limit was met, and how it first was. */
  readonly limits: ReadonlyMap<string, { readonly times: number; readonly path: readonly number[] }>
}

export interface SearchOptions {
  readonly subject?: Subject
  /** Ends the search when it has seen so many states. */
  readonly mostStates?: number
  /** One of each invariant, unless all are asked for. */
  readonly stopAtFirst?: boolean
  readonly onTaken?: (taken: Taken) => void
}

/** Breadth first, so that what it finds is found in the fewest steps. */
export function search(bounds: Bounds, options: SearchOptions = {}): Report {
  const { subject = shipped, mostStates = Number.POSITIVE_INFINITY, stopAtFirst = false, onTaken } = options
  const context: Context = { bounds, subject, onTaken }
  const started = performance.now()
  const fingerprint = new Fingerprint(bounds)
  const seen = new SeenStates()
  const paths = new Paths()
  const violations = new Map<string, Found>()
  const limits = new Map<string, { times: number; path: readonly number[] }>()
  let transitions = 0
  let layer: { readonly world: World; readonly number: number }[] = []
  let next: typeof layer = []

  const violated = (violation: Violation, from: number, move: number) => {
    if (!violations.has(violation.invariant))
      violations.set(violation.invariant, { ...violation, path: paths.to(from, move) })
  }
  const arrive = (world: World, from: number, move: number) => {
    fingerprint.take(world)
    if (!seen.add(fingerprint.high, fingerprint.low)) return
    const number = paths.add(from, move)
    const violation = checkState(context, world, number)
    if (violation) violated(violation, from, move)
    else next.push({ world, number })
  }

  arrive(newWorld(bounds), -1, -1)
  const isOver = () => seen.size >= mostStates || (stopAtFirst && violations.size > 0)
  while (next.length > 0 && !isOver()) {
    layer = next
    next = []
    for (const { world, number } of layer) {
      if (isOver()) break
      const moves = movesOf(context, world)
      for (const [index, move] of moves.entries()) {
        const { world: after, violation, limit } = move.next()
        transitions++
        if (violation) {
          violated(violation, number, index)
          continue
        }
        if (limit) {
          const known = limits.get(limit)
          if (known) known.times++
          else limits.set(limit, { times: 1, path: paths.to(number, index) })
        }
        arrive(after, number, index)
      }
    }
  }
  return {
    name: bounds.name,
    states: seen.size,
    transitions,
    seconds: (performance.now() - started) / 1000,
    complete: next.length === 0,
    violations: [...violations.values()],
    limits,
  }
}

/** How each state was first reached. */
class Paths {
  readonly #from: number[] = []
  readonly #move: number[] = []

  add(from: number, move: number): number {
    this.#from.push(from)
    return this.#move.push(move) - 1
  }

  to(from: number, move: number): readonly number[] {
    const path = [move]
    for (let at = from; at > 0; at = this.#from[at] ?? 0) path.push(this.#move[at] ?? 0)
    return path.reverse().filter((index) => index >= 0)
  }
}
