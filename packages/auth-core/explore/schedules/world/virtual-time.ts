import type { Clock } from '../../../src/index.ts'
import type { Name } from './history.ts'

export interface Timer {
  readonly owner: Name
  readonly dueAt: number
  readonly callback: () => void
  /** It keeps the process alive. */
  referenced: boolean
}

/** One time for all; it stands still until a timer is fired. The timers of each instance are apart. */
export class VirtualTime {
  now = 0
  /** How late each instance's timers were at most, because its process stood still. */
  readonly stoodStillMs: Record<Name, number> = { A: 0, B: 0 }
  /** In order of creation. */
  readonly #timers = new Set<Timer>()

  /** The clock of an instance. Its monotonic side starts at a number of its own, as in processes. */
  clockOf(owner: Name): Clock {
    const booted = owner === 'A' ? 77_777 : 5_555
    return {
      now: () => WALL_START + this.now,
      monotonic: () => booted + this.now,
      setTimeout: (callback, ms) => {
        const timer = {
          owner,
          dueAt: this.now + Math.max(1, ms),
          callback,
          referenced: true,
          unref: () => Object.assign(timer, { referenced: false }),
        }
        this.#timers.add(timer)
        return timer
      },
      clearTimeout: (handle) => void this.#timers.delete(handle as Timer),
    }
  }

  timersOf(owner: Name): readonly Timer[] {
    return [...this.#timers].filter((timer) => timer.owner === owner)
  }

  /** The one that is due first, of all or of one instance. */
  next(owner?: Name): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if ((owner === undefined || timer.owner === owner) && (!first || timer.dueAt < first.dueAt)) first = timer
    }
    return first
  }

  /** Time goes on to this timer; the process of one that was due before stood still. */
  fire(timer: Timer): void {
    this.now = Math.max(this.now, timer.dueAt)
    this.#timers.delete(timer)
    for (const { owner, dueAt } of this.#timers) {
      if (dueAt < this.now) this.stoodStillMs[owner] = Math.max(this.stoodStillMs[owner], this.now - dueAt)
    }
    timer.callback()
  }

  /** Time in which nothing is due. */
  pass(ms: number): void {
    this.now += ms
  }
}

const WALL_START = Date.UTC(2026, 0, 1)
