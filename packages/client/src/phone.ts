import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/**
 * Converts a phone number to the form that Pagamio takes; `undefined` if it is not a possible number. Needs
 * `libphonenumber-js`, an optional peer.
 * @param country the country of a local number
 * @default country 'ZA'
 * @example normalisePhone('082 123 0045') // '+27821230045'
 */
export function normalisePhone(number: string, country: CountryCode = 'ZA'): string | undefined {
  const parsed = parsePhoneNumberFromString(number, country)
  return parsed?.isValid() ? parsed.number : undefined
}
