/** What Pagamio is asked to sell. The reference is the idempotency key: the same one is charged once. */
export interface Order {
  readonly productCode: string
  readonly amount: number
  /** `+27` and nine digits: Pagamio refuses any other form. */
  readonly mobileNumber: string
  readonly paymentMethod: 'cash'
  readonly channelId: string
  readonly merchantReference: string
}

interface Network {
  readonly name: string
  readonly productCode: string
  /** In rand. */
  readonly most: number
}

/** Products as the simulator has them; an account's own are listed by `GET /merchants/{id}/products`. */
export const networks: Readonly<Record<string, Network>> = {
  vodacom: { name: 'Vodacom', productCode: 'AIR-VOD-001', most: 1000 },
  mtn: { name: 'MTN', productCode: 'AIR-MTN-001', most: 1000 },
  telkom: { name: 'Telkom', productCode: 'AIR-TLK-001', most: 500 },
  cellc: { name: 'Cell C', productCode: 'AIR-CLC-001', most: 500 },
}

/** In rand. */
export const leastAmount = 5

/** What the visitor could put right, in words for him. */
export class BadOrder extends Error {}

/**
 * An order that came as a form, or as JSON. The reference is made here, once: nothing below makes another.
 * @throws BadOrder
 */
export function readOrder(text: string, contentType: string | undefined): { order: Order; form: boolean } {
  const form = !contentType?.includes('json')
  const order = orderOf(form ? Object.fromEntries(new URLSearchParams(text)) : membersOf(text))
  if (typeof order === 'string') throw new BadOrder(order)
  return { order, form }
}

function orderOf(fields: Readonly<Record<string, unknown>>): Order | string {
  const { mobileNumber, network: id = 'vodacom', reference } = fields
  if (typeof mobileNumber !== 'string' || !/^(0|\+27)[6-8]\d{8}$/.test(mobileNumber)) {
    return 'mobileNumber should be a South African mobile number such as +27821234567 or 0821234567'
  }
  const network = networkOf(id)
  if (!network) return `network should be one of ${Object.keys(networks).join(', ')}`
  const amount = randOf(fields.amount)
  if (!(amount >= leastAmount && amount <= network.most)) {
    return `amount should be ${leastAmount} to ${network.most} rand for ${network.name}, with two decimals at most`
  }
  if (reference !== undefined && (typeof reference !== 'string' || !/^[\w-]{1,64}$/.test(reference))) {
    return 'reference should be 1 to 64 letters, digits, - or _'
  }
  return {
    productCode: network.productCode,
    amount,
    mobileNumber: mobileNumber.replace(/^0/, '+27'),
    paymentMethod: 'cash',
    channelId: 'Q7RT2M',
    merchantReference: reference ?? crypto.randomUUID(),
  }
}

function networkOf(id: unknown): Network | undefined {
  const name = typeof id === 'string' ? id.toLowerCase() : ''
  return Object.hasOwn(networks, name) ? networks[name] : undefined
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  const parsed = parse(text)
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed }
  throw new BadOrder('The body should be a JSON object with mobileNumber and amount')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadOrder('The body is not JSON')
  }
}

/** Forms send text. Nobody is charged a fraction of a cent. */
function randOf(amount: unknown): number {
  const written = typeof amount === 'number' ? String(amount) : amount
  return typeof written === 'string' && /^\d{1,4}(\.\d\d?)?$/.test(written) ? Number(written) : Number.NaN
}
