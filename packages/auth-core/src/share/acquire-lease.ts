import type { Credentials } from '../acquire/credentials.ts'
import type { Flight } from '../acquire/flight.ts'
import type { HeldToken } from '../token/held-token.ts'
import type { Lease } from './lease.ts'
import type { TokenShelf } from './store-session.ts'

const FIRST_LOOK_MS = 100
const LONGEST_LOOK_MS = 1_000
/** Longer than a look takes with a store that is slow all along. */
const LOOK_TAKES_MS = 2_500

/** Our turn to fly, with a lease where there is one; what somebody else has brought; or nothing, because we were stopped. */
export type Turn = { readonly lease: Lease | undefined } | { readonly held: HeldToken } | 'again'

/**
 * The same flight across processes: looks into the store, takes the lease, looks once more. While another process flies
 * its result is waited for with jittered looks, and whoever has a living token goes on with it. A store that does not
 * answer is waited for as long as `patient` says; then we go alone.
 */
export async function takeTurn(
  { shelf, random }: { readonly shelf: TokenShelf; readonly random: () => number },
  flight: Flight,
  credentials: Credentials,
  adopt: () => Promise<{ held: HeldToken } | undefined>,
  patient: () => boolean,
): Promise<Turn> {
  for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(lookMs * 1.5, LONGEST_LOOK_MS)) {
    const adopted = await adopt()
    if (adopted) return adopted
    const lease = await shelf.takeLease(credentials)
    const alone = lease === undefined && shelf.sharing !== undefined
    if (lease !== 'busy' && !(alone && patient())) {
      flight.fliesElsewhere(false)
      // Between our look and our lease another process may have landed.
      const landed = lease && (await adopt())
      if (!landed && !flight.stopped.aborted) return { lease }
      if (lease) shelf.endLease(lease, credentials)
      return landed ?? 'again'
    }
    flight.fliesElsewhere(true)
    flight.expectWithin(LOOK_TAKES_MS)
    await flight.pause(lookMs * (0.75 + random() / 2))
    if (flight.stopped.aborted) return 'again'
  }
}
