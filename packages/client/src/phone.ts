import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/**
 * A phone number as people write it, in the form that Pagamio takes; `undefined` for what is no possible number there.
 * Needs `libphonenumber-js`, an optional peer.
 * @param country whose local form it may be in
 * @default country 'ZA'
 * @example normalisePhone('082 123 0045') // '+27821230045'
 */
export function normalisePhone(number: string, country: CountryCode = 'ZA'): string | undefined {
  const parsed = parsePhoneNumberFromString(number, country)
  return parsed?.isValid() ? parsed.number : undefined
}
