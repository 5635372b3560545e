import { invalidOption, PagamioAuthError } from '../errors/errors.ts'
import { type Environment, environments } from './base-url.ts'
import {
  codeOf,
  type NamedFile,
  type NamingOptions,
  namedFile,
  prefixOf,
  type Variables,
  variableReader,
} from './environment.ts'
import { storeKeyFromEnv } from './store-key-from-env.ts'

/** The result of {@link optionsFromEnv}, in the form that `createPagamioAuth` takes. */
export interface EnvironmentOptions {
  environment?: Environment | undefined
  baseUrl?: string | undefined
  /** A function if the password is in a file: mounted secrets change while a process runs. */
  credentials: { username: string; password: string } | (() => Promise<{ username: string; password: string }>)
  /** For a store; without a store it is not used. */
  key?: string | readonly string[] | undefined
}

/**
 * Options from environment variables; empty ones count as missing.
 *
 * - `PAGAMIO_USERNAME`, and `PAGAMIO_PASSWORD` or `PAGAMIO_PASSWORD_FILE`. The file is read at the call, so that a
 *   wrong path fails early, and again for each login. One newline at its end is dropped.
 * - `PAGAMIO_ENVIRONMENT` (`sandbox` or `production`) or `PAGAMIO_BASE_URL`. The `BASE_URL` of the vendor's docs counts
 *   only when neither is set and it is an absolute http(s) URL, because bundlers set `BASE_URL=/`.
 * - `PAGAMIO_STORE_KEY` or `PAGAMIO_STORE_KEY_FILE`, if it is set: the `key` of a store.
 *
 * @param env the variables; in Workers the `env` of the handler
 * @default process.env, or nothing if there is no process
 * @param naming `{ prefix }` in place of `PAGAMIO_`; `BASE_URL` does not count then
 * @throws PagamioAuthError `invalid_options`: everything missing in one message, by name and never with values
 * @example const pagamio = createPagamioAuth(optionsFromEnv())
 */
export function optionsFromEnv(env?: Variables, naming: NamingOptions = {}): EnvironmentOptions {
  const prefix = prefixOf(naming)
  const variable = variableReader(env)
  const read = (name: string) => variable(prefix + name)
  const username = read('USERNAME')
  const password = read('PASSWORD')
  const passwordFile = read('PASSWORD_FILE')
  const environment = read('ENVIRONMENT')
  // The vendor's own name is nobody's in particular.
  const vendors = naming.prefix === undefined && environment === undefined ? absolute(variable('BASE_URL')) : undefined
  const baseUrl = read('BASE_URL') ?? vendors

  if (password !== undefined && passwordFile !== undefined)
    throw invalidOption(`${prefix}PASSWORD_FILE`, `should not be set together with ${prefix}PASSWORD`)
  if (environment !== undefined && baseUrl !== undefined) {
    throw invalidOption(`${prefix}ENVIRONMENT`, `should not be set together with ${prefix}BASE_URL`)
  }
  if (environment !== undefined && !isEnvironment(environment)) {
    throw invalidOption(`${prefix}ENVIRONMENT`, 'should be "sandbox" or "production"')
  }
  const missing = [
    username === undefined && 'USERNAME',
    (password ?? passwordFile) === undefined && `PASSWORD (or ${prefix}PASSWORD_FILE)`,
    (environment ?? baseUrl) === undefined && `ENVIRONMENT (or ${prefix}BASE_URL)`,
  ].flatMap((name) => (name === false ? [] : prefix + name))
  if (username === undefined || missing.length > 0) {
    throw new PagamioAuthError('invalid_options', `Environment variables are missing: ${missing.join(', ')}.`)
  }
  const credentials =
    passwordFile === undefined
      ? { username, password: password as string }
      : fromFile(
          username,
          `${prefix}PASSWORD_FILE`,
          namedFile(`${prefix}PASSWORD_FILE`, passwordFile, `${prefix}PASSWORD`),
        )
  return { environment, baseUrl, credentials, key: storeKeyFromEnv(env, naming) }
}

const isEnvironment = (name: string): name is Environment => Object.hasOwn(environments, name)

const absolute = (url: string | undefined) => (url !== undefined && /^https?:\/\//i.test(url) ? url : undefined)

/** Reads the file once, to fail early, and returns how to read it each time. */
function fromFile(username: string, variable: string, file: NamedFile) {
  try {
    if (withoutNewline(file.readNow()) === '') throw Object.assign(new Error(), { code: 'EMPTY' })
  } catch (thrown) {
    throw invalidOption(variable, `should name a file that holds a password${codeOf(thrown)}`)
  }
  return async () => {
    try {
      return { username, password: withoutNewline(await file.read()) }
    } catch (thrown) {
      throw new PagamioAuthError('credentials_unavailable', `The file of ${variable} cannot be read${codeOf(thrown)}.`)
    }
  }
}

/** Editors and `echo` end a file with a newline that is no part of the password. */
const withoutNewline = (text: string) => text.replace(/\r?\n$/, '')
