import { invalidOption, PagamioAuthError } from '../errors/errors.ts'
import { type Environment, environments } from './base-url.ts'
import { codeOf, namedFile, type Variables, variableReader } from './environment.ts'
import { storeKeyFromEnv } from './store-key-from-env.ts'

/** What {@link optionsFromEnv} found, in the form that `createPagamioAuth` takes. */
export interface EnvironmentOptions {
  environment?: Environment | undefined
  baseUrl?: string | undefined
  /** A function where the password comes from a file: mounted secrets change while a process runs. */
  credentials: { username: string; password: string } | (() => Promise<{ username: string; password: string }>)
  /** For a store; without one it seals nothing. */
  key?: string | readonly string[] | undefined
}

const FILE = 'PAGAMIO_PASSWORD_FILE'

/**
 * Options from environment variables; empty ones count as missing.
 *
 * - `PAGAMIO_USERNAME`, and `PAGAMIO_PASSWORD` or `PAGAMIO_PASSWORD_FILE`. The file is read now, so that a wrong path
 *   fails early, and again whenever the password is needed; one newline at its end is dropped.
 * - `PAGAMIO_ENVIRONMENT` (`sandbox` or `production`) or `PAGAMIO_BASE_URL`. The `BASE_URL` of the vendor's docs counts
 *   only when neither is set and it is an absolute http(s) URL, because bundlers set `BASE_URL=/`.
 * - `PAGAMIO_STORE_KEY` or `PAGAMIO_STORE_KEY_FILE`, if it is set: the `key` of a store.
 *
 * @param env where to look; in Workers the `env` that the handler gets
 * @default process.env, or nothing where there is no process
 * @throws PagamioAuthError `invalid_options`: everything missing in one message, by name and never with values
 * @example const pagamio = createPagamioAuth(optionsFromEnv())
 */
export function optionsFromEnv(env?: Variables): EnvironmentOptions {
  const read = variableReader(env)
  const username = read('PAGAMIO_USERNAME')
  const password = read('PAGAMIO_PASSWORD')
  const passwordFile = read(FILE)
  const environment = read('PAGAMIO_ENVIRONMENT')
  const baseUrl = read('PAGAMIO_BASE_URL') ?? (environment === undefined ? absolute(read('BASE_URL')) : undefined)

  if (password !== undefined && passwordFile !== undefined)
    throw invalidOption(FILE, 'should not be set together with PAGAMIO_PASSWORD')
  if (environment !== undefined && baseUrl !== undefined) {
    throw invalidOption('PAGAMIO_ENVIRONMENT', 'should not be set together with PAGAMIO_BASE_URL')
  }
  if (environment !== undefined && !isEnvironment(environment)) {
    throw invalidOption('PAGAMIO_ENVIRONMENT', 'should be "sandbox" or "production"')
  }
  const missing = [
    username === undefined && 'PAGAMIO_USERNAME',
    (password ?? passwordFile) === undefined && `PAGAMIO_PASSWORD (or ${FILE})`,
    (environment ?? baseUrl) === undefined && 'PAGAMIO_ENVIRONMENT (or PAGAMIO_BASE_URL)',
  ].filter((name) => name !== false)
  if (username === undefined || missing.length > 0) {
    throw new PagamioAuthError('invalid_options', `Environment variables are missing: ${missing.join(', ')}.`)
  }
  const credentials =
    passwordFile === undefined ? { username, password: password as string } : fromFile(username, passwordFile)
  return { environment, baseUrl, credentials, key: storeKeyFromEnv(env) }
}

const isEnvironment = (name: string): name is Environment => Object.hasOwn(environments, name)

const absolute = (url: string | undefined) => (url !== undefined && /^https?:\/\//i.test(url) ? url : undefined)

/** Reads the file once, to fail early, and returns how to read it each time. */
function fromFile(username: string, path: string) {
  const file = namedFile(FILE, path, 'PAGAMIO_PASSWORD')
  try {
    if (withoutNewline(file.readNow()) === '') throw Object.assign(new Error(), { code: 'EMPTY' })
  } catch (thrown) {
    throw invalidOption(FILE, `should name a file that holds a password${codeOf(thrown)}`)
  }
  return async () => {
    try {
      return { username, password: withoutNewline(await file.read()) }
    } catch (thrown) {
      throw new PagamioAuthError('credentials_unavailable', `The file of ${FILE} cannot be read${codeOf(thrown)}.`)
    }
  }
}

/** Editors and `echo` end a file with a newline that is no part of the password. */
const withoutNewline = (text: string) => text.replace(/\r?\n$/, '')
