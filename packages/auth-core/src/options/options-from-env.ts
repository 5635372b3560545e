import { invalidOption, PagamioAuthError } from '../errors/errors.ts'
import { failureFacts } from '../errors/failure-facts.ts'
import { type Environment, environments } from './base-url.ts'

/** What {@link optionsFromEnv} found, in the form that `createPagamioAuth` takes. */
export interface EnvironmentOptions {
  environment?: Environment | undefined
  baseUrl?: string | undefined
  /** A function where the password comes from a file: mounted secrets change while a process runs. */
  credentials: { username: string; password: string } | (() => Promise<{ username: string; password: string }>)
}

/** The part of `process` that is used, where there is one. */
interface Process {
  readonly env?: Readonly<Record<string, string | undefined>>
  getBuiltinModule?(id: 'node:fs'): FileSystem | undefined
}

interface FileSystem {
  readFileSync(path: string, encoding: 'utf8'): string
  readonly promises: { readFile(path: string, encoding: 'utf8'): Promise<string> }
}

const FILE = 'PAGAMIO_PASSWORD_FILE'

/**
 * Options from environment variables; empty ones count as missing.
 *
 * - `PAGAMIO_USERNAME`, and `PAGAMIO_PASSWORD` or `PAGAMIO_PASSWORD_FILE`. The file is read now, so that a wrong path
 *   fails early, and again whenever the password is needed; one newline at its end is dropped.
 * - `PAGAMIO_ENVIRONMENT` (`sandbox` or `production`) or `PAGAMIO_BASE_URL`. The `BASE_URL` of the vendor's docs counts
 *   only when neither is set and it is an absolute http(s) URL, because bundlers set `BASE_URL=/`.
 *
 * @param env where to look; in Workers the `env` that the handler gets
 * @default process.env, or nothing where there is no process
 * @throws PagamioAuthError `invalid_options`: everything missing in one message, by name and never with values
 * @example const pagamio = createPagamioAuth(optionsFromEnv())
 */
export function optionsFromEnv(env?: Readonly<Record<string, string | undefined>>): EnvironmentOptions {
  const platform = (globalThis as { process?: Process }).process
  const variables: Readonly<Record<string, unknown>> = env ?? platform?.env ?? {}
  // In Workers an env also holds bindings, which are objects.
  const read = (name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined
    return typeof value === 'string' && value !== '' ? value : undefined
  }

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
    passwordFile === undefined ? { username, password: password as string } : fromFile(username, passwordFile, platform)
  return { environment, baseUrl, credentials }
}

const isEnvironment = (name: string): name is Environment => Object.hasOwn(environments, name)

const absolute = (url: string | undefined) => (url !== undefined && /^https?:\/\//i.test(url) ? url : undefined)

/** Reads the file once, to fail early, and returns how to read it each time. */
function fromFile(username: string, path: string, platform: Process | undefined) {
  // No import: the core also loads where there are no files.
  const fs = platform?.getBuiltinModule?.('node:fs')
  if (!fs) throw invalidOption(FILE, 'needs a platform with files: set PAGAMIO_PASSWORD instead')
  try {
    if (withoutNewline(fs.readFileSync(path, 'utf8')) === '') throw Object.assign(new Error(), { code: 'EMPTY' })
  } catch (thrown) {
    throw invalidOption(FILE, `should name a file that holds a password${codeOf(thrown)}`)
  }
  return async () => {
    try {
      return { username, password: withoutNewline(await fs.promises.readFile(path, 'utf8')) }
    } catch (thrown) {
      throw new PagamioAuthError('credentials_unavailable', `The file of ${FILE} cannot be read${codeOf(thrown)}.`)
    }
  }
}

/** Editors and `echo` end a file with a newline that is no part of the password. */
const withoutNewline = (text: string) => text.replace(/\r?\n$/, '')

/** Only the code: the message of a file error quotes the path, and people put the password there by mistake. */
function codeOf(thrown: unknown): string {
  const { code } = failureFacts(thrown)
  return code === undefined ? '' : ` (${code})`
}
