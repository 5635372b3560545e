import { untilAborted } from '@pagamio/auth-core'
import type { CasPort } from './cas-port.ts'
import { type Decision, recordIn } from './decision.ts'

/** Others were quicker each time, for so long that the caller had better ask again later. */
export const contended: unique symbol = Symbol('contended')

const FIRST_PAUSE_MS = 4
const LONGEST_PAUSE_MS = 64

/** One caller's wish for a record. */
interface Wish {
  readonly signal: AbortSignal
  /** After that it is not tried again. */
  readonly until: number
  readonly decide: (record: unknown, now: number) => Decision<unknown>
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * Reads a record, decides, and writes if nobody has written meanwhile; else it does so again. Calls of one process to one key
 * do not swap against each other: those that come while one is under way are served together by the next.
 */
export class Updates {
  readonly #port: CasPort
  readonly #lines = new Map<string, Wish[]>()

  constructor(port: CasPort) {
    this.#port = port
  }

  /** @param patienceMs after so long it is `contended` */
  update<T>(
    key: string,
    signal: AbortSignal,
    decide: (record: unknown, now: number) => Decision<T>,
    patienceMs: number,
  ): Promise<T | typeof contended> {
    const until = performance.now() + patienceMs
    const wished = () =>
      new Promise<T | typeof contended>((resolve, reject) => {
        const wish: Wish = { signal, until, decide, resolve: resolve as Wish['resolve'], reject }
        const line = this.#lines.get(key)
        if (line) line.push(wish)
        else void this.#serve(key, [wish])
      })
    return untilAborted(signal, wished)
  }

  async #serve(key: string, line: Wish[]): Promise<void> {
    this.#lines.set(key, line)
    while (line.length > 0) await this.#together(key, line.splice(0))
    this.#lines.delete(key)
  }

  /** A backend that hangs keeps nobody waiting: neither these, nor those behind them. */
  async #together(key: string, wishes: readonly Wish[]): Promise<void> {
    const abandoned = new AbortController()
    const look = () => {
      if (wishes.every(({ signal }) => signal.aborted)) abandoned.abort()
    }
    for (const { signal } of wishes) signal.addEventListener('abort', look)
    look()
    try {
      await untilAborted(abandoned.signal, () => this.#swap(key, wishes, abandoned.signal))
    } catch (error) {
      for (const { reject } of wishes) reject(error)
    } finally {
      for (const { signal } of wishes) signal.removeEventListener('abort', look)
    }
  }

  async #swap(key: string, wishes: readonly Wish[], signal: AbortSignal): Promise<void> {
    let left = wishes
    for (let pauseMs = FIRST_PAUSE_MS; left.length > 0; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const stored = await this.#port.read(key, { signal })
      // Not before: what is written has to be younger than what it was decided on.
      const { next, answers } = decideAll(left, recordIn(stored?.text), await this.#port.now())
      if (!next || (await this.#write(key, next, stored?.version, signal))) {
        for (const [{ resolve }, answer] of answers) resolve(answer)
        return
      }
      const now = performance.now()
      for (const { until, resolve } of left) if (until <= now) resolve(contended)
      left = left.filter(({ until }) => until > now)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMs))
    }
  }

  async #write(key: string, next: Next, ifVersion: unknown, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted()
    const ttlMs = Math.ceil(next.keepMs)
    return (await this.#port.write(key, JSON.stringify(next.record), { ifVersion, ttlMs, signal })) !== undefined
  }
}

type Next = NonNullable<Decision<unknown>['next']>

/** One after the other, each on the result of the one before; an aborted one is skipped. */
function decideAll(wishes: readonly Wish[], record: unknown, now: number) {
  let next: Next | undefined
  const answers = new Map<Wish, unknown>()
  for (const wish of wishes) {
    if (wish.signal.aborted) continue
    const decision = wish.decide(next ? next.record : record, now)
    answers.set(wish, decision.answer)
    next = decision.next ?? next
  }
  return { next, answers }
}
