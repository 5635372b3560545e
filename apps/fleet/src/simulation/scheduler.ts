/** Something that is to happen; without `run` it was called off. */
export interface Happening {
  readonly at: number
  readonly order: number
  run: (() => void) | undefined
}

/** More than this in one second is work that goes round in a circle. */
const MOST_IN_A_SECOND = 5_000_000

/** The one time of the simulation. It stands still while anything happens, and goes on to what is next. */
export class Scheduler {
  /** Milliseconds since the simulation began. */
  now = 0
  #order = 0
  readonly #heap: Happening[] = []

  /** Of two for the same moment, the one that was asked for first comes first. */
  at(time: number, run: () => void): Happening {
    const happening: Happening = { at: Math.max(time, this.now), order: this.#order++, run }
    this.#push(happening)
    return happening
  }

  after(ms: number, run: () => void): Happening {
    return this.at(this.now + ms, run)
  }

  /** Lets everything happen until `end`. `settle` waits until nothing is left to do at one moment. */
  async run(end: number, settle: () => Promise<void>, enough: () => boolean): Promise<void> {
    let second = 0
    let happened = 0
    await settle()
    for (let next = this.#heap[0]; next && next.at <= end && !enough(); next = this.#heap[0]) {
      this.#pop()
      if (!next.run) continue
      this.now = next.at
      if (Math.floor(this.now / 1000) > second) {
        second = Math.floor(this.now / 1000)
        happened = 0
      }
      if (++happened > MOST_IN_A_SECOND) throw new Error(`Too much happens in one second, at ${this.now} ms`)
      next.run()
      await settle()
    }
    if (!enough()) this.now = end
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

/** One turn of the event loop: it begins when no promise has anything left to do. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
