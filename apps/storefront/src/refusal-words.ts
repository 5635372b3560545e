import type { UpstreamError } from './upstream-answer.ts'

const SOLD_OUT = 'This is sold out. Choose something else.'
const NOT_HERE = 'This is not sold here at the moment. Choose something else.'
const NOT_THIS_CUSTOMER = 'This number cannot be served. Ask the provider why.'
const LATER = 'The provider has a problem. Nothing was bought; try again later.'
const ALREADY =
  'This order was placed before, with other content. What you bought then stands; to buy more, start again.'
const OUR_SIDE = 'We cannot sell this at the moment. Nothing was bought.'

/** What a customer is told by a documented code. Pagamio's own words are not shown: they may contain our balance. */
const words: Readonly<Record<string, string>> = {
  1000: NOT_HERE,
  1002: NOT_HERE,
  1003: NOT_HERE,
  1004: 'This amount cannot be bought. Choose another.',
  1005: 'The mobile number is not right. Check it, and try again.',
  1006: ALREADY,
  1007: 'This amount cannot be bought. Choose another.',
  1008: 'The number is not right. Check it, and try again.',
  1009: NOT_HERE,
  1010: NOT_HERE,
  1100: NOT_THIS_CUSTOMER,
  1101: 'This number is not known. Check it, and try again.',
  1102: 'This number is not known. Check it, and try again.',
  1104: 'This meter number is not known. Check it, and try again.',
  1105: NOT_THIS_CUSTOMER,
  1106: 'There are arrears on this number. They have to be paid first.',
  1107: 'This meter cannot be topped up here.',
  1200: LATER,
  1201: LATER,
  1202: LATER,
  1203: LATER,
  1206: SOLD_OUT,
}

/** A refusal that may be none: the provider was late, or has done it already. */
const UNCLEAR: readonly (string | undefined)[] = ['1204', '1205']

/** Whether nobody knows what became of an order. */
export function isUnclear({ refused, code }: UpstreamError): boolean {
  return !refused || UNCLEAR.includes(code)
}

export function refusalWords({ code }: UpstreamError): string {
  return (code !== undefined && Object.hasOwn(words, code) ? words[code] : undefined) ?? OUR_SIDE
}
