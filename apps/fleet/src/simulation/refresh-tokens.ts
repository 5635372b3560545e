import type { CommonStore } from './common-store.ts'
import type { Life } from './member.ts'
import type { Scheduler } from './scheduler.ts'

/** A sending after which the refresh token may be spent. */
interface Sending {
  readonly by: Life['id']
  /** The process heard that it is. */
  heard: boolean
}

interface Sent {
  readonly firstAt: number
  readonly sendings: Sending[]
}

/** How often it was sent, and the limit of the promise that explains it, if one does. */
interface SpentTwice {
  readonly times: number
  readonly limit: string | undefined
}

/** The mark is written before the token is sent, by as much as a permit lasts at most. */
const MARKED_BEFORE_MS = 10_000
/** A refresh token that was sent longer ago is held by nobody any more. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000

/**
 * Which refresh tokens may be spent, and by which process. One that sent it and did not get the answer may send it once
 * more; no other may.
 */
export class RefreshTokens {
  readonly #scheduler: Scheduler
  readonly #sent = new Map<string, Sent>()

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
  }

  /** A process sends it; returns what is wrong with that. */
  send(token: string, by: Life['id'], store: CommonStore): SpentTwice | undefined {
    this.#forget()
    const sent = this.#sent.get(token) ?? { firstAt: this.#scheduler.now, sendings: [] }
    const [first] = sent.sendings
    const times = sent.sendings.push({ by, heard: false })
    this.#sent.set(token, sent)
    const onceMore = times === 2 && first?.by === by && !first.heard
    if (times === 1 || onceMore) return undefined
    const lost = store.lostWriteAt >= sent.firstAt - MARKED_BEFORE_MS
    const limit = lost ? 'the store lost the mark of a refresh token' : undefined
    return { times, limit }
  }

  /** The process hears an answer. Only a new pair or a 401 says that Pagamio has looked at the token. */
  hear(token: string, by: Life['id'], { status, headers }: Response): void {
    const sendings = this.#sent.get(token)?.sendings ?? []
    const last = sendings.findLastIndex((sending) => sending.by === by)
    const sending = sendings[last]
    if (!sending) return
    const json = headers.get('content-type')?.startsWith('application/json') ?? false
    if (status === 401 || (status === 200 && json)) sending.heard = true
    else sendings.splice(last, 1)
  }

  #forget(): void {
    for (const [token, { firstAt }] of this.#sent) {
      if (this.#scheduler.now - firstAt < FORGOTTEN_AFTER_MS) return
      this.#sent.delete(token)
    }
  }
}
