import { environments, storeKeyFromEnv } from '@pagamio/auth-core'
import { type Connection, hasEnvironment } from '../connection.ts'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { type Screen, screenOn } from '../screen.ts'
import { authOver, explainWait } from '../session.ts'
import type { Shell } from '../shell.ts'
import { spinWhile } from '../spinner.ts'
import { tokenStore } from '../token-store.ts'
import { configFolder } from './config-folder.ts'
import { passwordFile } from './file-vault.ts'
import { KeyringFailure } from './keyring-vault.ts'
import { vaultOf } from './open-vault.ts'
import { changeBook, readBook, type VaultName, withProfile } from './profile-book.ts'
import { passwordFromStdin, questions } from './prompt.ts'
import type { VaultOptions } from './vault.ts'

export interface Login {
  readonly profile: string
  readonly username?: string | undefined
  readonly environment?: 'sandbox' | 'production' | undefined
  readonly baseUrl?: string | undefined
  readonly passwordStdin?: boolean | undefined
  readonly storage?: VaultName | undefined
  readonly check: boolean
  readonly insecureHost?: string | undefined
}

interface Secret extends Pick<Login, 'profile' | 'storage'> {
  readonly password: string
}

/** Asks for what is missing, has Pagamio check it, and keeps it. */
export async function login(shell: Shell, options: Login): Promise<void> {
  const { env } = shell
  const { profile, storage, check, insecureHost } = options
  const screen = screenOn(shell.stderr, env)
  if (!/^[\w.-]{1,64}$/.test(profile))
    throw new Failure(
      'A profile is called by letters, digits, dots and dashes.',
      'For example --profile shop.',
      exitCodes.usage,
    )
  const folder = configFolder(env)
  // What is wrong with it is better said before questions are asked.
  await readBook(folder)
  const { username, baseUrl } = await whereAndWho(shell, options)
  const password = options.passwordStdin ? await passwordFromStdin(shell) : await questions(shell).password()
  // Questions have their own way to be left.
  const { signal, forget } = shell.interruption()
  try {
    const verdict = await checked(
      { screen, env, signal, insecureHost },
      { baseUrl, credentials: { username, password } },
      check,
    )
    const passwordIn = await keep({ screen, env, signal, folder }, { profile, password, storage })
    const next = await changeBook(folder, (book) => withProfile(book, profile, { username, baseUrl, passwordIn }))
    screen.line(`${screen.paint('green', '✓')} Profile ${profile}: ${verdict}.`)
    if (hasEnvironment(env)) {
      const said = `The environment has PAGAMIO_… variables: they go before it, unless you say --profile ${profile}.`
      screen.line(`${screen.paint('yellow', '!')} ${said}`)
    }
    if (next.current !== profile)
      screen.line(`  In use is ${next.current}: \`pagamio profiles use ${profile}\` changes that.`)
  } finally {
    forget()
  }
}

async function whereAndWho(
  shell: Shell,
  { username, environment, baseUrl }: Login,
): Promise<{ username: string; baseUrl: string }> {
  const ask = questions(shell)
  const where = baseUrl ?? environments[environment ?? (await ask.environment())]
  return { baseUrl: where, username: username ?? (await ask.username()) }
}

interface Run {
  readonly screen: Screen
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly insecureHost: string | undefined
}

/** One login at most; the token that it brings is the one that the next commands use. */
async function checked(
  { screen, env, signal, insecureHost }: Run,
  connection: Omit<Connection, 'source'>,
  ask: boolean,
): Promise<string> {
  const auth = authOver({ store: tokenStore(env), key: storeKeyFromEnv(env) }, connection, { env, insecureHost })
  try {
    if (!ask) return 'not checked'
    // A password that is typed again is to be tried again, also if it was refused a minute ago.
    auth.setCredentials(connection.credentials)
    explainWait(auth, signal, screen)
    await spinWhile(screen, 'asking Pagamio', auth.getToken({ signal }))
    return 'Pagamio accepts it'
  } finally {
    await auth.close()
  }
}

/** The keyring, else a private file, and then it says so. */
async function keep(where: VaultOptions, { profile, password, storage }: Secret): Promise<VaultName> {
  const { screen, folder } = where
  let why = ''
  if (storage !== 'file') {
    try {
      await vaultOf('keyring', where).set(profile, password)
      await vaultOf('file', where).delete(profile)
      return 'keyring'
    } catch (error) {
      if (storage === 'keyring' || !(error instanceof KeyringFailure)) throw error
      why = 'There is no keyring that can be used. '
    }
  }
  await vaultOf('file', where).set(profile, password)
  screen.line(
    `${screen.paint('yellow', '!')} ${why}The password is in ${passwordFile(folder)}, which only you can read.`,
  )
  return 'file'
}
