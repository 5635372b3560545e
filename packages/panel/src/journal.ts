import type { PagamioAuthEvent } from '@pagamio/auth-core'
import type { ShownEvent } from './messages.ts'
import type { PanelSource } from './panel-source.ts'

/** So many events are kept of each source: a viewer wants to know what led to this. */
const MOST = 200

/** The latest events of one source, in a ring of fixed size, and the viewers that wait for more. */
export class Journal {
  readonly #events: ShownEvent[] = []
  readonly #waiting = new Set<() => void>()
  readonly #stop: () => void
  #numbers = 0

  constructor(source: PanelSource) {
    this.#stop = source.subscribe((event) => this.#add(event))
  }

  /** How many there were. */
  get last(): number {
    return this.#numbers
  }

  /** Those after `number` that are still known, those of `account` only where it is given; `lost` are not known any more. */
  since(number: number, account?: string): { readonly events: readonly ShownEvent[]; readonly lost: number } {
    const news = this.#events.filter((event) => event.number > number)
    const lost = Math.max(0, this.#numbers - number - news.length)
    const own = account === undefined ? news : news.filter((event) => event.account === account)
    return { events: own, lost }
  }

  /** Calls back once, at the next event; returns what forgets it. */
  onNext(callback: () => void): () => void {
    this.#waiting.add(callback)
    return () => this.#waiting.delete(callback)
  }

  close(): void {
    this.#stop()
    this.#wake()
  }

  #add(event: PagamioAuthEvent): void {
    this.#events.push({ ...event, number: ++this.#numbers })
    if (this.#events.length > MOST) this.#events.shift()
    this.#wake()
  }

  #wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const callback of waiting) callback()
  }
}
