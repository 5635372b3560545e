/** One line of business, at a path of its own: `/airtime`, `/data`, … */
export interface Counter {
  readonly path: string
  /** The API's name for it. */
  readonly category: string
  /** How the codes of its products begin. */
  readonly code: string
  /** What Pagamio wants to know of the customer, under its own name for it. */
  readonly asks?: 'mobileNumber' | 'meterNumber'
  /** What is sold if the order names no product. */
  readonly usual?: string
}

/** What this shop sells. The API has more categories; what is not here cannot be bought here, and is not shown. */
export const counters: readonly Counter[] = [
  { path: 'airtime', category: 'Airtime', code: 'AIR', asks: 'mobileNumber', usual: 'AIR-VOD-001' },
  { path: 'data', category: 'Data', code: 'DAT', asks: 'mobileNumber' },
  { path: 'electricity', category: 'Electricity', code: 'ELE', asks: 'meterNumber' },
  { path: 'voucher', category: 'Voucher', code: 'VCH' },
]

/** Nothing is sold at a path of that name. */
export class UnknownCounter extends Error {}

/** @throws UnknownCounter */
export function counterAt(path: string): Counter {
  const counter = counters.find((one) => one.path === path)
  if (!counter) throw new UnknownCounter(path)
  return counter
}
