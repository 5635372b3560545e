import type { Counter } from './counters.ts'

/** What Pagamio is asked to sell. The reference is the idempotency key: the same one is charged once. */
export interface Order {
  readonly productCode: string
  /** In rand. */
  readonly amount: number
  /** `+27` and nine digits: Pagamio refuses any other form. */
  readonly mobileNumber?: string
  readonly meterNumber?: string
  readonly paymentMethod: 'cash'
  readonly channelId: string
  readonly merchantReference: string
}

/** What the visitor could put right. The message names the field as programs do. */
export class BadOrder extends Error {
  /** The same for a customer, who sees labels. */
  readonly words: string

  constructor(message: string) {
    super(message)
    this.words = `${message.replace(/^\w+/, (field) => labels[field] ?? field)}.`
  }
}

const labels: Readonly<Record<string, string>> = {
  productCode: 'The product',
  mobileNumber: 'The mobile number',
  meterNumber: 'The meter number',
  amount: 'The amount',
}

type Fields = Readonly<Record<string, unknown>>

/** An order as it came, and at which counter. */
export interface Sale {
  readonly counter: Counter
  readonly order: Order
  /** Whether it came as a form. */
  readonly form: boolean
}

/**
 * An order that came as a form, or as JSON. The reference is made here, once: nothing below makes another.
 * @throws BadOrder
 */
export function readOrder(counter: Counter, text: string, contentType?: string): Sale {
  const form = !contentType?.includes('json')
  return { counter, order: orderOf(counter, form ? fieldsOf(text) : membersOf(text)), form }
}

/** The fields of a form that orders the same again, under the same reference. */
export function formOf({ productCode, amount, mobileNumber, meterNumber, merchantReference }: Order) {
  return {
    productCode,
    amount: String(amount),
    ...(mobileNumber !== undefined && { mobileNumber }),
    ...(meterNumber !== undefined && { meterNumber }),
    reference: merchantReference,
  }
}

/** The number that an order is for, as a customer reads it; nothing for a voucher. */
export const customerOf = ({ mobileNumber, meterNumber }: Order): string | undefined =>
  mobileNumber ?? (meterNumber && `meter ${meterNumber}`)

function orderOf(counter: Counter, fields: Fields): Order {
  return {
    productCode: productOf(fields.productCode ?? counter.usual),
    ...(counter.asks === 'mobileNumber' && { mobileNumber: mobileOf(fields.mobileNumber) }),
    ...(counter.asks === 'meterNumber' && { meterNumber: meterOf(fields.meterNumber) }),
    amount: randOf(fields.amount),
    paymentMethod: 'cash',
    channelId: 'Q7RT2M',
    merchantReference: referenceOf(fields.reference),
  }
}

/** A form; where it is a choice of products with fixed prices, both come as one field: `DAT-MTN-037 45`. */
function fieldsOf(text: string): Fields {
  const { choice, ...fields } = Object.fromEntries(new URLSearchParams(text))
  if (choice === undefined) return fields
  const [productCode, amount] = choice.split(' ')
  return { ...fields, productCode, amount }
}

function membersOf(text: string): Fields {
  const parsed = parse(text)
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed }
  throw new BadOrder('The body should be a JSON object with the fields of an order')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadOrder('The body is not JSON')
  }
}

/** Discovered, and not listed here: an account's own products are what the API says. */
function productOf(code: unknown): string {
  if (typeof code === 'string' && /^[A-Z]{3}-[\w-]{1,20}$/.test(code)) return code
  throw new BadOrder('productCode should be the code of a product, such as AIR-VOD-001')
}

/** As people write it, in the one form that Pagamio takes. */
function mobileOf(number: unknown): string {
  const digits = typeof number === 'string' ? number.replace(/[\s-]/g, '') : ''
  if (/^(0|\+27)[6-8]\d{8}$/.test(digits)) return digits.replace(/^0/, '+27')
  throw new BadOrder('mobileNumber should be a South African mobile number such as +27821234567 or 0821234567')
}

/** @throws BadOrder */
export function meterOf(number: unknown): string {
  const digits = typeof number === 'string' ? number.replace(/[\s-]/g, '') : ''
  if (/^\d{10,13}$/.test(digits)) return digits
  throw new BadOrder('meterNumber should be the 10 to 13 digits on the meter')
}

/** Forms send text. Nobody is charged a fraction of a cent; how much of what can be bought is for Pagamio to say. */
function randOf(amount: unknown): number {
  const written = typeof amount === 'number' ? String(amount) : amount
  if (typeof written === 'string' && /^\d{1,5}(\.\d\d?)?$/.test(written) && Number(written) > 0) return Number(written)
  throw new BadOrder('amount should be in rand, more than 0, with two decimals at most')
}

function referenceOf(reference: unknown): string {
  if (reference === undefined) return crypto.randomUUID()
  if (typeof reference === 'string' && /^[\w-]{1,64}$/.test(reference)) return reference
  throw new BadOrder('reference should be 1 to 64 letters, digits, - or _')
}
