/** Turns of the event loop without work after which nothing more is under way: reading a body takes some. */
const IDLE_TURNS = 4

/** What is under way in the world without time passing. */
export class Work {
  #since = 0

  /** Counts a promise as work. */
  of<Value>(promise: Promise<Value>): Promise<Value> {
    this.#since = 0
    return promise.finally(() => {
      this.#since = 0
    })
  }

  /** Resolves when nothing happens any more. */
  readonly settled = async (): Promise<void> => {
    do {
      await turn()
      this.#since++
    } while (this.#since < IDLE_TURNS)
  }
}

/** One turn of the event loop: promises alone never let a body be read. */
const turn: () => Promise<void> = 'setImmediate' in globalThis ? immediateTurn : messageTurn()

function immediateTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

/** For a browser, where a timer would take four milliseconds. */
function messageTurn(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel()
  const waiting: (() => void)[] = []
  port1.onmessage = () => waiting.shift()?.()
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      port2.postMessage(undefined)
    })
}
