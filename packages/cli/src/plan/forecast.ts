/** What is to be served. */
export interface Demand {
  readonly merchants: number
  /** All of them behind each address, with one store between them. */
  readonly processes: number
  /** Whether Pagamio gives refresh tokens. */
  readonly refresh: boolean
}

/** What it takes. Times in minutes, and calls in any minute. */
export interface Forecast extends Demand {
  readonly addresses: number
  /** At the address that has the most. */
  readonly merchantsPerAddress: number
  /** So many one address carries. */
  readonly carried: number
  /** Until the last merchant has a first token. */
  readonly coldStartMinutes: number
  readonly renewalsPerMinute: number
  readonly limitPerMinute: number
  /** So many merchants more there may be, at each address. */
  readonly spareMerchants: number
  /** So much of an address is left, in percent. */
  readonly sparePercent: number
  /** The same without a store: each process acquires tokens of its own. */
  readonly addressesWithoutStore: number
}

const LOGINS_PER_MINUTE = 5
const REFRESHES_PER_MINUTE = 10
/** Of thirty: with more merchants renewals come later, and after a disturbance some come too late. */
const RENEWED_EVERY_MINUTES = 25
/** The arithmetic of a fleet: five logins and ten refreshes a minute for each address, and tokens that live half an hour. */
export function forecast({ merchants, processes, refresh }: Demand): Forecast {
  const limitPerMinute = refresh ? REFRESHES_PER_MINUTE : LOGINS_PER_MINUTE
  const carried = limitPerMinute * RENEWED_EVERY_MINUTES
  const addresses = Math.ceil(merchants / carried)
  const merchantsPerAddress = Math.ceil(merchants / addresses)
  const spareMerchants = carried - merchantsPerAddress
  return {
    merchants,
    processes,
    refresh,
    addresses,
    merchantsPerAddress,
    carried,
    // The first five go at once.
    coldStartMinutes: Math.ceil(merchantsPerAddress / LOGINS_PER_MINUTE) - 1,
    renewalsPerMinute: merchantsPerAddress / RENEWED_EVERY_MINUTES,
    limitPerMinute,
    spareMerchants,
    sparePercent: Math.floor((100 * spareMerchants) / carried),
    addressesWithoutStore: Math.ceil((merchants * processes) / carried),
  }
}
