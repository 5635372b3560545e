/** Something that is to happen; without `run` it was called off. */
export interface Happening {
  readonly at: number
  readonly order: number
  run: (() => void) | undefined
  /** No promise has anything to do afterwards that what happens next could depend on. */
  readonly quiet: boolean
}

/** More than this in one second is work that goes round in a circle. */
const MOST_IN_A_SECOND = 5_000_000

/** So many go into one round of the event loop, which costs more than most of them. */
const MOMENTS_IN_A_ROUND = 64

interface Watched {
  isEnough(): boolean
  /** Something is under way that the scheduler does not know of. */
  isBusy(): boolean
}

/** The one time of the simulation. It stands still while anything happens: until no promise has anything left to do. */
export class Scheduler {
  /** Milliseconds since the simulation began. */
  now = 0
  #order = 0
  #second = 0
  #happened = 0
  readonly #heap: Happening[] = []

  /** Of two for the same moment, the one that was asked for first comes first. */
  after(ms: number, run: () => void): Happening {
    return this.#plan(ms, run, false)
  }

  /** For what only plans what comes later: the next thing happens without a turn of the event loop in between. */
  quietlyAfter(ms: number, run: () => void): Happening {
    return this.#plan(ms, run, true)
  }

  #plan(ms: number, run: () => void, quiet: boolean): Happening {
    const happening: Happening = { at: this.now + Math.max(0, ms), order: this.#order++, run, quiet }
    this.#push(happening)
    return happening
  }

  /** Lets everything happen until `end`, or until it is enough. While something outside is busy, nothing does. */
  run(end: number, { isEnough, isBusy }: Watched): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false
      const moment = () => {
        try {
          if (!over && !isBusy()) over = isEnough() || !this.#goOn(end)
        } catch (error) {
          over = true
          reject(error)
        }
      }
      const round = () => {
        if (over) return resolve()
        for (let count = 0; count < MOMENTS_IN_A_ROUND; count++) setImmediate(moment)
        setImmediate(round)
      }
      round()
    })
  }

  /** The next thing happens, and what is quiet before it; false where there is none until `end`. */
  #goOn(end: number): boolean {
    for (let next = this.#heap[0]; next && next.at <= end; next = this.#heap[0]) {
      this.#pop()
      if (!next.run) continue
      this.now = next.at
      this.#count()
      next.run()
      if (!next.quiet) return true
    }
    this.now = end
    return false
  }

  #count(): void {
    const second = Math.floor(this.now / 1000)
    this.#happened = second === this.#second ? this.#happened + 1 : 1
    this.#second = second
    if (this.#happened > MOST_IN_A_SECOND) throw new Error(`Too much happens in one second, at ${this.now} ms`)
  }

  #push(happening: Happening): void {
    const heap = this.#heap
    let index = heap.push(happening) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent] as Happening
      if (isBefore(above, happening)) break
      heap[index] = above
      index = parent
    }
    heap[index] = happening
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Happening
    if (heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Happening, heap[child] as Happening)) child++
      const below = heap[child] as Happening
      if (isBefore(last, below)) break
      heap[index] = below
      index = child
    }
    heap[index] = last
  }
}

const isBefore = (one: Happening, other: Happening) =>
  one.at < other.at || (one.at === other.at && one.order < other.order)
