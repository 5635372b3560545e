/** What Pagamio is asked to sell. The reference is the idempotency key: the same one is charged once. */
export interface Order {
  readonly productCode: string
  readonly amount: number
  readonly mobileNumber: string
  readonly paymentMethod: 'CASH'
  readonly channelId: number
  readonly merchantReference: string
}

/** Product codes as the simulator has them; an account's own are listed by `GET /merchants/{id}/products`. */
export const networks: Readonly<Record<string, { readonly name: string; readonly productCode: string }>> = {
  vodacom: { name: 'Vodacom', productCode: 'VODACOM-AIRTIME' },
  mtn: { name: 'MTN', productCode: 'MTN-AIRTIME' },
  telkom: { name: 'Telkom', productCode: 'TELKOM-AIRTIME' },
  cellc: { name: 'Cell C', productCode: 'CELLC-AIRTIME' },
}

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
  const { mobileNumber, network = 'vodacom', reference } = fields
  const amount = randOf(fields.amount)
  if (typeof mobileNumber !== 'string' || !/^0[6-8]\d{8}$/.test(mobileNumber)) {
    return 'mobileNumber should be a South African mobile number such as 0821234567'
  }
  if (!(amount >= 5 && amount <= 1000)) return 'amount should be 5 to 1000 rand'
  if (typeof network !== 'string' || !Object.hasOwn(networks, network.toLowerCase())) {
    return `network should be one of ${Object.keys(networks).join(', ')}`
  }
  if (reference !== undefined && (typeof reference !== 'string' || !/^[\w-]{1,64}$/.test(reference))) {
    return 'reference should be 1 to 64 letters, digits, - or _'
  }
  return {
    productCode: networks[network.toLowerCase()]?.productCode ?? '',
    amount,
    mobileNumber,
    paymentMethod: 'CASH',
    channelId: 1,
    merchantReference: reference ?? crypto.randomUUID(),
  }
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

/** Forms send text. */
function randOf(amount: unknown): number {
  if (typeof amount === 'string' && /^\d{1,4}(\.\d\d?)?$/.test(amount)) return Number(amount)
  return typeof amount === 'number' ? amount : Number.NaN
}
