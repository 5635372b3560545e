import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { openPanel } from '../panel/open-panel.ts'
import { type SessionOptions, withSession } from '../session.ts'
import type { Shell } from '../shell.ts'
import { allowedBy } from './allowed.ts'
import { firstToken } from './first-token.ts'
import { ForwardedHeaders, headerNames } from './forwarded-headers.ts'
import { openHealth } from './health.ts'
import { listenAddress } from './listen-address.ts'
import { logLine } from './log-line.ts'
import type { ProxyEntry } from './proxy-entry.ts'
import { openProxy } from './proxy-server.ts'

export interface ProxyFlags extends SessionOptions {
  readonly listen: string
  readonly allow?: readonly string[] | undefined
  readonly forwardHeader?: readonly string[] | undefined
  readonly requireKey?: boolean | undefined
  readonly allowRemote?: boolean | undefined
  readonly host?: readonly string[] | undefined
  readonly health?: string | undefined
  readonly panel?: boolean | undefined
}

const KEY_BYTES = 24
const SHORTEST_KEY = 16

/** Serves until it is interrupted, which is how it ends well. */
export async function runProxy(shell: Shell, flags: ProxyFlags): Promise<void> {
  const address = listenAddress(flags.listen)
  const allowed = allowedBy(flags.allow ?? ['/*'])
  const headers = new ForwardedHeaders(headerNames(flags.forwardHeader ?? []))
  const key = keyFor(shell.env, flags.requireKey === true)
  if (address.kind === 'tcp' && !address.loopback && !(flags.allowRemote && key !== undefined)) {
    const hint = 'Other machines could spend your money there. If that is what you want: --allow-remote --require-key.'
    throw new Failure('--listen is not an address of this machine alone.', hint, exitCodes.usage)
  }
  const probed = flags.health === undefined ? undefined : listenAddress(flags.health, '--health')
  await withSession(shell, flags, async (session) => {
    const { auth, screen, signal, waiting } = session
    await waiting('waiting for a token', firstToken(session))
    const log = (entry: ProxyEntry) => screen.line(logLine(entry, new Date(), screen))
    const proxy = await openProxy({
      auth,
      env: shell.env,
      address,
      allowed,
      headers,
      hosts: flags.host ?? [],
      key: key?.value,
      log,
    })
    try {
      shell.stdout.write(`${proxy.url}\n${key?.made ? `Authorization: Bearer ${key.value}\n` : ''}`)
      screen.line(
        `${screen.paint('dim', 'Requests for')} ${auth.baseUrl}${screen.paint('dim', ', with the token attached. Ctrl-C ends it.')}`,
      )
      const health = probed && (await openHealth(probed, auth))
      if (health) screen.line(`${screen.paint('dim', 'Probes at')} ${health.url}/healthz and ${health.url}/readyz`)
      const panel = flags.panel ? await openPanel({ [session.connection.source]: auth }) : undefined
      if (panel) screen.line(`${screen.paint('dim', 'See the token at')} ${panel.url}`)
      if (!signal.aborted) await once(signal, 'abort')
      health?.close()
      await panel?.close()
      screen.line('Closing, when what was begun is finished. Ctrl-C again does not wait.')
    } finally {
      await proxy.close()
    }
  })
}

/** The key that every request needs. Only a key that was made here is printed, not your own. */
interface ProxyKey {
  readonly value: string
  readonly made: boolean
}

/** If the variable is set, a key is wanted, with the flag or without. An empty one has lost its value on the way. */
function keyFor({ PAGAMIO_PROXY_KEY: given }: NodeJS.ProcessEnv, required: boolean): ProxyKey | undefined {
  if (given === undefined)
    return required ? { value: randomBytes(KEY_BYTES).toString('base64url'), made: true } : undefined
  if (given.length >= SHORTEST_KEY && /^[\w.~+/=-]+$/.test(given)) return { value: given, made: false }
  const hint = 'For example from `openssl rand -hex 16`. Unset it, and --require-key makes one.'
  throw new Failure(`PAGAMIO_PROXY_KEY should be ${SHORTEST_KEY} letters or digits, or more.`, hint)
}
