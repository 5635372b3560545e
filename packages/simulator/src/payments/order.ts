import type { Product } from '../catalogue/products.ts'
import { fieldsMissing, type Refusal } from '../refusals.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a purchase asks for, in the right types. */
export interface Order {
  readonly productCode: string
  readonly amount: number
  readonly paymentMethod: string
  readonly mobileNumber: string | undefined
  readonly meterNumber: string | undefined
  readonly accountNumber: string | undefined
  readonly channelId: string | undefined
  readonly merchantReference: string | undefined
  /** All that was sent but the reference, in one order of keys: the same twice is the same purchase. */
  readonly content: string
}

const TEXTS = [
  'productCode',
  'mobileNumber',
  'meterNumber',
  'accountNumber',
  'paymentMethod',
  'channelId',
  'merchantReference',
] as const

/** Empty fields are as good as none. */
const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** The first field whose JSON type is another one than documented. */
export function wrongType(fields: Fields): Refusal | undefined {
  const wrong = (name: string, type: string): Refusal => ({
    refusal: 'wrong-format',
    message: `${name} should be ${type}.`,
  })
  const text = TEXTS.find((name) => isGiven(fields[name]) && typeof fields[name] !== 'string')
  if (text) return wrong(text, 'a string')
  const { amount, additionalInfo } = fields
  if (isGiven(amount) && typeof amount !== 'number') return wrong('amount', 'a number')
  const isObject = typeof additionalInfo === 'object' && !Array.isArray(additionalInfo)
  return isGiven(additionalInfo) && !isObject ? wrong('additionalInfo', 'an object') : undefined
}

/** Fields that a category needs of its own; one that asks for no phone needs no channel either, on one page. */
const needs: Readonly<Record<string, readonly string[]>> = {
  AIR: ['mobileNumber'],
  DAT: ['mobileNumber'],
  SMS: ['mobileNumber'],
  MIN: ['mobileNumber'],
  ELE: ['meterNumber'],
  BIL: ['accountNumber'],
}
const WITHOUT_CHANNEL = ['ELE', 'BIL']

/** What is missing, by name; an unknown product needs what all of them need. */
export function missingFields(fields: Fields, product: Product | undefined, strict: boolean): Refusal | undefined {
  const category = product?.category.code ?? ''
  const required = [
    'productCode',
    'amount',
    'paymentMethod',
    ...(needs[category] ?? []),
    ...(strict || !WITHOUT_CHANNEL.includes(category) ? ['channelId'] : []),
    ...(strict ? ['merchantReference'] : []),
  ]
  const missing = required.filter((name) => !isGiven(fields[name]))
  return missing.length > 0 ? fieldsMissing(missing) : undefined
}

/** Of fields that were found complete, and of the right types. */
export function orderOf(fields: Fields): Order {
  const text = (name: (typeof TEXTS)[number]) => (isGiven(fields[name]) ? (fields[name] as string) : undefined)
  const { merchantReference: _, ...content } = fields
  return {
    productCode: text('productCode') ?? '',
    amount: fields.amount as number,
    paymentMethod: text('paymentMethod') ?? '',
    mobileNumber: text('mobileNumber'),
    meterNumber: text('meterNumber'),
    accountNumber: text('accountNumber'),
    channelId: text('channelId'),
    merchantReference: text('merchantReference'),
    content: JSON.stringify(sorted(content)),
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return entries.map(([name, inner]) => [name, sorted(inner)])
}
