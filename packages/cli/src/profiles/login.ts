import { environments } from '@pagamio/auth-core'
import { type Connection, hasEnvironment } from '../connection.ts'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { interruption } from '../interruption.ts'
import { type Screen, screenOn } from '../screen.ts'
import { authOver, tokenStore } from '../session.ts'
import { spinWhile } from '../spinner.ts'
import { configFolder } from './config-folder.ts'
import { passwordFile } from './file-vault.ts'
import { KeyringFailure } from './keyring-vault.ts'
import { readBook, type VaultName, withProfile, writeBook } from './profile-book.ts'
import { askFor, passwordFromStdin } from './prompt.ts'
import { vaultOf } from './vault.ts'

export interface Login {
  readonly profile: string
  readonly username?: string | undefined
  readonly environment?: 'sandbox' | 'production' | undefined
  readonly baseUrl?: string | undefined
  readonly passwordStdin?: boolean | undefined
  readonly storage?: VaultName | undefined
  readonly check: boolean
}

interface Secret extends Pick<Login, 'profile' | 'storage'> {
  readonly password: string
}

/** Asks for what is missing, has Pagamio check it, and keeps it. */
export async function login(options: Login): Promise<void> {
  const { profile, storage, check } = options
  const screen = screenOn(process.stderr)
  if (!/^[\w.-]{1,64}$/.test(profile))
    throw new Failure(
      'A profile is called by letters, digits, dots and dashes.',
      'For example --profile shop.',
      exitCodes.usage,
    )
  const folder = configFolder(process.env)
  const book = await readBook(folder)
  const { username, baseUrl } = await whereAndWho(options)
  const password = options.passwordStdin ? await passwordFromStdin() : await askFor.password()
  const verdict = await checked(screen, { source: 'login', baseUrl, credentials: { username, password } }, check)
  const passwordIn = await keep(screen, folder, { profile, password, storage })
  const next = withProfile(book, profile, { username, baseUrl, passwordIn })
  await writeBook(folder, next)
  screen.line(`${screen.paint('green', '✓')} Profile ${profile}: ${verdict}.`)
  if (hasEnvironment(process.env)) {
    const said = `The environment has PAGAMIO_… variables: they go before it, unless you say --profile ${profile}.`
    screen.line(`${screen.paint('yellow', '!')} ${said}`)
  }
  if (next.current !== profile)
    screen.line(`  In use is ${next.current}: \`pagamio profiles use ${profile}\` changes that.`)
}

async function whereAndWho({ username, environment, baseUrl }: Login): Promise<{ username: string; baseUrl: string }> {
  const where = baseUrl ?? environments[environment ?? (await askFor.environment())]
  return { baseUrl: where, username: username ?? (await askFor.username()) }
}

/** One login at most; the token that it brings is the one that the next commands use. */
async function checked(screen: Screen, connection: Connection, ask: boolean): Promise<string> {
  const { signal, forget } = interruption()
  const auth = authOver(tokenStore(), connection)
  try {
    if (!ask) return 'not checked'
    // Who types it again wants it to be tried again, also where it was refused a minute ago.
    auth.setCredentials(connection.credentials)
    await spinWhile(screen, 'asking Pagamio', auth.getToken({ signal }))
    return 'Pagamio accepts it'
  } finally {
    await auth.close()
    forget()
  }
}

/** The keyring, else a private file, and then it says so. */
async function keep(screen: Screen, folder: string, secret: Secret): Promise<VaultName> {
  const { profile, password, storage } = secret
  if (storage !== 'file') {
    try {
      await vaultOf('keyring', folder).set(profile, password)
      await vaultOf('file', folder).delete(profile)
      return 'keyring'
    } catch (error) {
      if (storage === 'keyring' || !(error instanceof KeyringFailure)) throw error
    }
  }
  await vaultOf('file', folder).set(profile, password)
  const why = storage === 'file' ? '' : 'There is no keyring that can be used. '
  screen.line(
    `${screen.paint('yellow', '!')} ${why}The password is in ${passwordFile(folder)}, which only you can read.`,
  )
  return 'file'
}
