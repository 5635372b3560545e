import type { PagamioAuthError } from '../errors/errors.ts'
import type { AcquisitionReason } from '../observe/events.ts'
import type { Lease } from '../share/lease.ts'
import type { HeldToken } from '../token/held-token.ts'
import type { Credentials } from './credentials.ts'
import type { Flight, FlightEnd } from './flight.ts'

/** What one acquisition knows when its turn has come. */
export interface Acquisition {
  readonly flight: Flight
  readonly reason: AcquisitionReason
  readonly credentials: Credentials
  /** Why they are only those of an earlier reading, where that is so: good for a refresh, and for no login. */
  readonly unread: PagamioAuthError | undefined
  readonly lease: Lease | undefined
  readonly adopt: () => Promise<{ held: HeldToken } | undefined>
}

/** How one try ended: for good, or with a failure after which another may bring more. */
export type TryEnd = FlightEnd | { readonly retry: PagamioAuthError }
