import { invalidOption } from '../errors/errors.ts'
import type { Credentials, RotatingCredentials } from '../vendor/credentials.ts'
import type { CredentialsOption } from './credentials-option.ts'

/** Control characters in a secret are always a mistake in a file or a variable, and look like a wrong password. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/

function problemOf(value: unknown, what: string): string | undefined {
  if (typeof value !== 'string' || value === '') return `${what} is missing or empty`
  if (CONTROL.test(value)) return `${what} contains a control character (a trailing newline from a file?)`
  return undefined
}

/** A copy of valid credentials, or what is wrong with them (never their values). */
function checkCredentials(given: unknown): Credentials | { readonly problem: string } {
  const { username, password } = (typeof given === 'object' && given !== null ? given : {}) as Partial<Credentials>
  const problem = problemOf(username, 'username') ?? problemOf(password, 'password')
  return problem ? { problem } : { username: username as string, password: password as string }
}

/** A copy of what a function gave, the first to be tried before the other; or what is wrong with it. */
export function checkGiven(given: unknown): readonly Credentials[] | { readonly problem: string } {
  const { current, next } = (typeof given === 'object' && given !== null ? given : {}) as Partial<RotatingCredentials>
  if (current === undefined) {
    const only = checkCredentials(given)
    return 'problem' in only ? only : [only]
  }
  const first = checkCredentials(current)
  if ('problem' in first || next === undefined) return 'problem' in first ? first : [first]
  const second = checkCredentials(next)
  if ('problem' in second) return { problem: `next ${second.problem}` }
  if (second.username !== first.username) return { problem: 'next password is that of another username' }
  return [first, second]
}

/**
 * A copy of the option, as far as it can be checked now.
 * @throws PagamioAuthError `invalid_options`
 */
export function validOption(option: CredentialsOption): CredentialsOption {
  if (typeof option === 'function') return option
  const checked = checkCredentials(option)
  if ('problem' in checked)
    throw invalidOption('credentials', `should hold a username and a password: ${checked.problem}`)
  return checked
}
