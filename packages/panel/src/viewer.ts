import { isPagamioAuthError } from '@pagamio/auth-core'
import type { Journal } from './journal.ts'
import { type MerchantNumbers, SentRows } from './merchant-rows.ts'
import type { PanelMessage } from './messages.ts'
import type { InstanceSource, ReplayedSource } from './panel-source.ts'

/** How often a viewer is told how things are, where nothing happens. */
const EVERY_MS = 1_000
/** Not more often than that, where much happens. */
const SPACING_MS = 100
/** After that the page comes again by itself, and is let in or not. */
const LONGEST_MS = 10 * 60_000
/** Rows of a pool in one message: about 60 kB. */
const ROWS_AT_ONCE = 1_000

/** What a viewer looks at. */
export interface Sight {
  readonly shown:
    | { readonly instance: InstanceSource }
    | { readonly replay: ReplayedSource }
    | {
        readonly pool: MerchantNumbers
        /** The number of the merchant that is looked at more closely. */
        readonly merchant: number | undefined
      }
  readonly journal: Journal
  readonly hello: PanelMessage
}

/**
 * A viewer of the panel. Nothing is stored for it: what it gets is made when it asks, from the state as it is then. A slow
 * viewer gets news less often, and a stuck one costs nothing but what it was sent already.
 */
export class Viewer {
  readonly stream: ReadableStream<Uint8Array>
  /** When it last asked for more. */
  askedAt = performance.now()
  readonly #sight: Sight
  readonly #onEnd: () => void
  readonly #endsAt = performance.now() + LONGEST_MS
  readonly #rows = new SentRows()
  #seen = 0
  #greeted = false
  #moreRows = false
  #changed = false
  #rowsSent = false
  #sentAt = Number.NEGATIVE_INFINITY
  #ended: string | undefined
  #wake: () => void = () => {}

  /** @param onEnd called once, when it has left or its stream was ended */
  constructor(sight: Sight, onEnd: () => void) {
    this.#sight = sight
    this.#onEnd = onEnd
    const encoder = new TextEncoder()
    this.stream = new ReadableStream(
      {
        pull: async (controller) => {
          this.askedAt = performance.now()
          await this.#due()
          this.#sentAt = performance.now()
          const messages = this.#messages()
          const text = messages.map((message) => `data: ${JSON.stringify(message)}\n\n`).join('')
          controller.enqueue(encoder.encode(text))
          if (this.#ended === undefined && performance.now() < this.#endsAt) return
          controller.close()
          this.#onEnd()
        },
        cancel: () => {
          this.#ended ??= 'gone'
          this.#wake()
          this.#onEnd()
        },
      },
      { highWaterMark: 0 },
    )
  }

  /** Tells it at once how things are, though no event says that they have changed. */
  refresh(): void {
    this.#changed = true
    this.#wake()
  }

  /** Ends its stream, with a word if it still reads. */
  end(why: string): void {
    this.#ended ??= why
    this.#wake()
  }

  /** Waits for the next event, or for the next second. */
  async #due(): Promise<void> {
    if (!this.#greeted || this.#moreRows || this.#ended !== undefined) return
    const { journal } = this.#sight
    const sinceMs = performance.now() - this.#sentAt
    if (journal.last === this.#seen && !this.#changed) await this.#pause(EVERY_MS - sinceMs, true)
    await this.#pause(SPACING_MS - (performance.now() - this.#sentAt), false)
  }

  #pause(ms: number, untilEvent: boolean): Promise<void> {
    if (ms <= 0 || this.#ended !== undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        forget()
        this.#wake = () => {}
        resolve()
      }
      const timer = setTimeout(done, ms)
      const forget = untilEvent ? this.#sight.journal.onNext(done) : () => {}
      this.#wake = done
    })
  }

  #messages(): readonly PanelMessage[] {
    if (this.#ended !== undefined) return [{ type: 'end', why: this.#ended }]
    const { hello, journal } = this.#sight
    const greeting = this.#greeted ? [] : [hello]
    this.#greeted = true
    this.#changed = false
    try {
      const { snapshot, account } = this.#snapshot()
      const { events, lost } = journal.since(this.#seen, account)
      // Before the first look nothing was missed.
      const missed = greeting.length > 0 ? 0 : lost
      this.#seen = journal.last
      const news: PanelMessage[] = events.length > 0 || missed > 0 ? [{ type: 'events', events, lost: missed }] : []
      return [...greeting, ...snapshot, ...news]
    } catch (thrown) {
      return [...greeting, { type: 'trouble', message: explained(thrown) }]
    }
  }

  #snapshot(): { readonly snapshot: readonly PanelMessage[]; readonly account: string | undefined } {
    const { shown } = this.#sight
    if ('instance' in shown)
      return { snapshot: [{ type: 'status', status: shown.instance.status() }], account: undefined }
    if ('replay' in shown) {
      const { replay } = shown
      const progress: PanelMessage = { type: 'replay', progress: replay.progress() }
      return { snapshot: [progress, { type: 'status', status: replay.status() }], account: undefined }
    }
    const { pool, merchant } = shown
    const { status: all, merchants } = pool.look(this.#sight.journal.last)
    const { rows, gone, more } = this.#rows.news(merchants, pool, ROWS_AT_ONCE)
    this.#moreRows = more
    const none = this.#rowsSent && rows.length === 0 && gone.length === 0
    this.#rowsSent = true
    const changed: PanelMessage[] = none ? [] : [{ type: 'rows', rows, gone, complete: !more }]
    const status = merchant === undefined ? undefined : merchants.get(merchant)?.status()
    const one: PanelMessage[] = status ? [{ type: 'status', status, merchant }] : []
    return { snapshot: [{ type: 'pool', status: all }, ...changed, ...one], account: status?.account }
  }
}

/** Options that come late may be wrong ones. What else is thrown may say anything. */
const explained = (thrown: unknown): string =>
  isPagamioAuthError(thrown) ? `${thrown.code}: ${thrown.message}` : 'Its state cannot be told: status() failed.'
