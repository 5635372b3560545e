import type { AcquisitionReason, LimitedEndpoint, PagamioAuthEvent, PagamioCallerEvent } from '@pagamio/auth-core'

export type AnyEvent = PagamioAuthEvent | PagamioCallerEvent

/** One call of the token endpoint, from its sending to what came of it. */
export interface Acquisition {
  readonly account: string
  readonly endpoint: LimitedEndpoint
  readonly reason: AcquisitionReason
  /** Wall-clock milliseconds. */
  readonly startedAt: number
}

export type Outcome =
  | { readonly token: { readonly generation: number; readonly lifetimeMs: number } }
  | { readonly error: string; readonly status: number | undefined }

/** Hears of acquisitions as they begin and end. */
export interface AcquisitionListener {
  began(acquisition: Acquisition): void
  ended(acquisition: Acquisition, outcome: Outcome, at: number): void
}

/** Puts the events of an acquisition together. An instance has one at a time; the account tells instances apart. */
export function followAcquisitions(listener: AcquisitionListener): (event: AnyEvent) => void {
  const underWay = new Map<string, Acquisition>()

  function end({ account, at }: AnyEvent, outcome: Outcome): void {
    const acquisition = underWay.get(account)
    if (!acquisition) return
    underWay.delete(account)
    listener.ended(acquisition, outcome, at)
  }

  return (event) => {
    if (event.type === 'acquiring') {
      const { account, endpoint, reason, at } = event
      // A refused refresh is followed by a login within the same acquisition.
      end(event, { error: 'refused', status: undefined })
      const acquisition = { account, endpoint, reason, startedAt: at }
      underWay.set(account, acquisition)
      listener.began(acquisition)
    } else if (event.type === 'acquired') end(event, { token: event })
    else if (event.type === 'endpoint_closed') {
      // A 429 or a block; the acquisition waits, or goes on with the other endpoint.
      if (underWay.get(event.account)?.endpoint === event.endpoint) end(event, { error: event.type, status: undefined })
    } else if (event.type === 'acquisition_failed') end(event, { error: event.code, status: event.status })
  }
}
