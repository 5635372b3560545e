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

/**
 * `--profile`, else the environment, else the profile in use. Of the environment all is needed or nothing: half of it,
 * mixed with a profile, could send a sandbox's password to production.
 * @throws Failure or PagamioAuthError, for what is missing or unusable
 */
export async function connect({ profile, env, ...patience }: ConnectionOptions): Promise<Connection> {
  if (profile === undefined && hasEnvironment(env)) return fromEnvironment(env)
  const folder = configFolder(env)
  const book = await readBook(folder)
  const name = profile ?? book.current
  if (name === undefined) throw nobody(Object.keys(book.profiles))
  const found = profileOf(book, name)
  const password = await vaultOf(found.passwordIn, { folder, env, ...patience }).get(name)
  if (password === undefined) {
    throw new Failure(
      `The password of profile ${name} is gone from ${found.passwordIn}.`,
      `Run \`pagamio login --profile ${name}\`.`,
    )
  }
  return { source: `profile ${name}`, baseUrl: found.baseUrl, credentials: { username: found.username, password } }
}

/** Whether the environment says anything of whose tokens are meant. */
export const hasEnvironment = (env: NodeJS.ProcessEnv): boolean => VARIABLES.some((name) => env[name])

function fromEnvironment(env: NodeJS.ProcessEnv): Connection {
  // Who opens the store reads its key: a pipe that holds one can be read once.
  const { PAGAMIO_STORE_KEY: _key, PAGAMIO_STORE_KEY_FILE: _file, ...rest } = env
  const { environment, baseUrl, credentials } = optionsFromEnv(rest)
  return { source: 'environment', baseUrl: environment ? environments[environment] : String(baseUrl), credentials }
}

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
