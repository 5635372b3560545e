import { type Credentials, environments, optionsFromEnv } from '@pagamio/auth-core'
import { Failure } from './failure.ts'
import { configFolder } from './profiles/config-folder.ts'
import { vaultOf } from './profiles/open-vault.ts'
import { profileOf, readBook } from './profiles/profile-book.ts'
import type { Patience } from './profiles/vault.ts'

/** Whose tokens, and where the API is. */
export interface Connection {
  /** For people: `environment`, or `profile shop`. */
  readonly source: string
  readonly baseUrl: string
  readonly credentials: Credentials | (() => Promise<Credentials>)
}

/** Where to look for it, and how long. */
export interface ConnectionOptions extends Patience {
  readonly profile?: string | undefined
  readonly env: NodeJS.ProcessEnv
}

const VARIABLES = [
  'PAGAMIO_USERNAME',
  'PAGAMIO_PASSWORD',
  'PAGAMIO_PASSWORD_FILE',
  'PAGAMIO_ENVIRONMENT',
  'PAGAMIO_BASE_URL',
]

/** Where it is, before the secret was read. */
export interface Located extends Pick<Connection, 'source' | 'baseUrl'> {
  /** May throw a Failure or a PagamioAuthError, for what is missing or unusable. */
  read(): Promise<Connection['credentials']>
}

/**
 * `--profile`, else the environment, else the profile in use. Of the environment all is needed or nothing: half of it,
 * mixed with a profile, could send a sandbox's password to production.
 * @throws Failure or PagamioAuthError, for what is missing or unusable
 */
export async function locate({ profile, env, ...patience }: ConnectionOptions): Promise<Located> {
  if (profile === undefined && hasEnvironment(env)) return inEnvironment(env)
  const folder = configFolder(env)
  const book = await readBook(folder)
  const name = profile ?? book.current
  if (name === undefined) throw nobody(Object.keys(book.profiles))
  const { username, baseUrl, passwordIn } = profileOf(book, name)
  return {
    source: `profile ${name}`,
    baseUrl,
    async read() {
      const password = await vaultOf(passwordIn, { folder, env, ...patience }).get(name)
      if (password !== undefined) return { username, password }
      const hint = `Run \`pagamio login --profile ${name}\`.`
      throw new Failure(`The password of profile ${name} is gone from ${passwordIn}.`, hint)
    },
  }
}

/**
 * The same with the secret, as most commands need it.
 * @throws Failure or PagamioAuthError, for what is missing or unusable
 */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const { source, baseUrl, read } = await locate(options)
  return { source, baseUrl, credentials: await read() }
}

/** Whether the environment says anything of whose tokens are meant. */
export const hasEnvironment = (env: NodeJS.ProcessEnv): boolean => VARIABLES.some((name) => env[name])

function inEnvironment(env: NodeJS.ProcessEnv): Located {
  // The code that opens the store reads its key: a pipe with a key can be read once, as can one with a password.
  const { PAGAMIO_STORE_KEY: _key, PAGAMIO_STORE_KEY_FILE: _file, ...own } = env
  const secret = own.PAGAMIO_PASSWORD_FILE && !own.PAGAMIO_PASSWORD ? IN_A_FILE : {}
  const { environment, baseUrl } = optionsFromEnv({ ...own, ...secret })
  return {
    source: 'environment',
    baseUrl: environment ? environments[environment] : String(baseUrl),
    read: async () => optionsFromEnv(own).credentials,
  }
}

/** Where the API is does not depend on what is in it. */
const IN_A_FILE = { PAGAMIO_PASSWORD_FILE: '', PAGAMIO_PASSWORD: 'in a file' }

function nobody([first]: readonly string[]): Failure {
  if (first !== undefined)
    return new Failure(
      'No credentials: the environment has none, and no profile is in use.',
      `Run \`pagamio profiles use ${first}\`, or name one with --profile: \`pagamio profiles\` lists them.`,
    )
  return new Failure(
    'No credentials: the environment has none, and there is no profile.',
    'Run `pagamio login`, or set PAGAMIO_USERNAME, PAGAMIO_PASSWORD and PAGAMIO_ENVIRONMENT. To try without an account: `pagamio simulate`.',
  )
}
