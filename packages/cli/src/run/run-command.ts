import { randomBytes } from 'node:crypto'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { allowedBy } from '../proxy/allowed.ts'
import { firstToken } from '../proxy/first-token.ts'
import { ForwardedHeaders, headerNames } from '../proxy/forwarded-headers.ts'
import { listenAddress } from '../proxy/listen-address.ts'
import { logLine } from '../proxy/log-line.ts'
import { openProxy } from '../proxy/proxy-server.ts'
import { type Session, type SessionOptions, withSession } from '../session.ts'
import type { Shell } from '../shell.ts'
import { handedOn } from './handed-on.ts'
import { programOf } from './program-of.ts'

export interface RunFlags extends SessionOptions {
  readonly allow?: readonly string[] | undefined
  readonly forwardHeader?: readonly string[] | undefined
  readonly tokenEnv?: string | undefined
}

const KEY_BYTES = 24

/** Runs a program beside a proxy of its own, or with one token; answers with its exit code. */
export async function runWithProxy(
  shell: Shell,
  command: readonly [string, ...string[]],
  flags: RunFlags,
): Promise<number> {
  const allowed = allowedBy(flags.allow ?? ['/*'])
  const headers = new ForwardedHeaders(headerNames(flags.forwardHeader ?? []))
  const { tokenEnv } = flags
  if (tokenEnv !== undefined && !/^[A-Za-z_]\w*$/.test(tokenEnv))
    throw new Failure('--token-env should be the name of a variable.', 'For example API_TOKEN.', exitCodes.usage)
  const signals = handedOn(shell.stdin.isTTY === true)
  const run = (more: Readonly<Record<string, string>>) =>
    signals.until(programOf(command, { ...withoutCredentials(shell.env), ...more }))
  return withSession({ ...shell, interruption: () => signals }, flags, async (session) => {
    if (tokenEnv !== undefined) return run({ [tokenEnv]: await oneToken(session) })
    await session.waiting('waiting for a token', firstToken(session))
    const key = randomBytes(KEY_BYTES).toString('base64url')
    const proxy = await openProxy({
      auth: session.auth,
      env: shell.env,
      address: listenAddress('127.0.0.1:0'),
      allowed,
      headers,
      hosts: [],
      key,
      // Standard error is the program's.
      log: (entry) => flags.verbose && session.screen.line(logLine(entry, new Date(), session.screen)),
    })
    try {
      return await run({ PAGAMIO_BASE_URL: proxy.url, PAGAMIO_PROXY_KEY: key })
    } finally {
      await proxy.close()
    }
  })
}

async function oneToken({ auth, signal, waiting }: Session): Promise<string> {
  const { value } = await waiting('waiting for a token', auth.getToken({ signal }))
  return value
}

/** The program has a way to the API without them; with them it could log in by itself, at the proxy. */
function withoutCredentials(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = { ...env }
  for (const name of CREDENTIALS) delete rest[name]
  return rest
}

const CREDENTIALS = [
  'PAGAMIO_USERNAME',
  'PAGAMIO_PASSWORD',
  'PAGAMIO_PASSWORD_FILE',
  'PAGAMIO_ENVIRONMENT',
  'PAGAMIO_STORE_KEY',
  'PAGAMIO_STORE_KEY_FILE',
]
