import { own } from '../platform/json-fields.ts'
import { type PlainValue, type ProfileFields, plainFields } from '../token/profile.ts'

/** What an answer says of itself, and not of the account. */
const ENVELOPE = /^(successful|success|data|error|message|response[A-Z]\w*|requires2FA\w*|\w*expiresIn)$/i

/** A secret under a name that we do not know. */
const SECRET = /token|secret|passw|credential|otp/i

/** The rest of a token answer, from the top and from `data`: nothing that is, or holds, a secret. */
export function profileFieldsOf(answer: object, tokens: readonly string[]): ProfileFields {
  const told = Object.entries({ ...plainFields(answer), ...plainFields(own(answer, 'data')) })
  const ofAccount = told.filter(
    ([name, value]) => !ENVELOPE.test(name) && !SECRET.test(name) && !tokens.some((token) => holds(value, token)),
  )
  return plainFields(Object.fromEntries(ofAccount))
}

/** A shorter token, as tests have them, may be a part of any word. */
const SHORTEST_TOKEN = 16

function holds(value: PlainValue, token: string): boolean {
  const texts = typeof value === 'object' ? value : [`${value}`]
  return token.length >= SHORTEST_TOKEN && texts.some((text) => text.includes(token))
}
