import type { Name } from './history.ts'

/** What has failed outside in this schedule: it excuses what would be a fault of ours otherwise. */
export class Facts {
  /** Calls to the token endpoint that brought nothing. */
  failedCalls = 0
  failedReadings = 0
  readonly lostLeases = new Set<Name>()
  readonly #storeFailures: { readonly by: Name; readonly what: string }[] = []
  readonly #storeCalls: { readonly by: Name; readonly what: string; readonly signal: AbortSignal }[] = []

  /** A store call, with the signal that aborts when it has taken too long, sealing included. */
  storeAsked(by: Name, what: string, signal: AbortSignal): void {
    this.#storeCalls.push({ by, what, signal })
  }

  /** The store, or what it takes to use it, has failed. */
  storeFailed(by: Name, what: string): void {
    this.#storeFailures.push({ by, what })
  }

  /** The instances had to go on alone, because the store has failed or was too slow, or because a lease was lost. */
  get alone(): boolean {
    return this.lostLeases.size > 0 || this.#troubles.length > 0
  }

  /** Whether such store calls of an instance, or all of them, have failed or were too slow. */
  hadTrouble(by: Name, what: RegExp): boolean {
    return this.#troubles.some((trouble) => trouble.by === by && (what.test(trouble.what) || NEEDED.test(trouble.what)))
  }

  get #troubles() {
    return [...this.#storeFailures, ...this.#storeCalls.filter(({ signal }) => signal.aborted)]
  }
}

/** Without these no store call is made. */
const NEEDED = /^(crypto|load)$/
