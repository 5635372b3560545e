import type { ManualClock } from '@pagamio/auth-core/testing'
import type { Simulator } from '@pagamio/simulator'

/** What the server counted while a step went on, and what the callers got. */
interface Seen {
  readonly calls: number
  /** Calls answered with 200. */
  readonly answered: number
  /** Calls that were answered only after time had passed. */
  readonly waited: number
  readonly logins: number
  readonly refreshes: number
  /** Requests to the API proper, those sent again included. */
  readonly sent: number
  /** Those of them that were answered 401. */
  readonly refused: number
  /** Different tokens they carried. */
  readonly tokens: number
  /** Different bodies they carried. */
  readonly bodies: number
  readonly charges: number
}

export interface TourStep {
  readonly what: string
  readonly seen: Seen
  readonly unnoticed: string
  /** Claims that did not hold; none is how it should be. */
  readonly broken: readonly string[]
}

interface Crowd {
  readonly calls: number
  readonly answered: number
  readonly waited: number
}

type Reading = (seen: Seen) => { readonly unnoticed: string; readonly claims: Readonly<Record<string, boolean>> }

/** No caller waits longer for a token. */
const PATIENCE_MS = 30_000

export interface TourGuide {
  readonly steps: readonly TourStep[]
  crowd(calls: number, call: () => Promise<{ readonly status: number }>): Promise<Crowd>
  step(
    what: string,
    play: () => Promise<Crowd>,
    expected: { readonly logins: number; readonly refreshes: number },
    read: Reading,
  ): Promise<void>
}

export function createTourGuide(server: Simulator, clock: ManualClock): TourGuide {
  const steps: TourStep[] = []
  return {
    steps,

    /** Calls all at once; time passes only for those that cannot be answered without. */
    async crowd(calls, call) {
      let done = 0
      const pending = Promise.all(
        Array.from({ length: calls }, async () => {
          const { status } = await call()
          done++
          return status
        }),
      )
      await clock.advance(0)
      const waited = calls - done
      await clock.advance(PATIENCE_MS)
      const statuses = done === calls ? await pending : []
      return { calls, answered: statuses.filter((status) => status === 200).length, waited }
    },

    async step(what, play, expected, read) {
      const before = server.log.length
      const charged = server.charges.length
      const crowd = await play()
      const entries = server.log.slice(before)
      const api = entries.filter(({ authorization }) => authorization === 'bearer')
      const seen: Seen = {
        ...crowd,
        logins: entries.filter(({ endpoint }) => endpoint === 'login').length,
        refreshes: entries.filter(({ endpoint }) => endpoint === 'refresh').length,
        sent: api.length,
        refused: api.filter(({ status }) => status === 401).length,
        tokens: new Set(api.map(({ generation }) => generation)).size,
        bodies: new Set(api.map(({ bodyHash }) => bodyHash)).size,
        charges: server.charges.length - charged,
      }
      const { unnoticed, claims } = read(seen)
      const all = {
        [`all calls answered with 200 (came out as ${seen.answered} of ${seen.calls})`]: seen.answered === seen.calls,
        [`logins: ${expected.logins} (counted: ${seen.logins})`]: seen.logins === expected.logins,
        [`refreshes: ${expected.refreshes} (counted: ${seen.refreshes})`]: seen.refreshes === expected.refreshes,
        ...claims,
      }
      steps.push({ what, seen, unnoticed, broken: Object.keys(all).filter((claim) => !all[claim]) })
    },
  }
}
