import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { isPagamioAuthError, type PagamioAuth } from '@pagamio/auth-core'
import { exitCodes } from '../exit-codes.ts'
import { Failure, failureOf } from '../failure.ts'
import type { Screen } from '../screen.ts'
import { type SessionOptions, withSession } from '../session.ts'
import type { Shell } from '../shell.ts'
import { allowedBy } from './allowed.ts'
import { ForwardedHeaders, headerNames } from './forwarded-headers.ts'
import { listenAddress } from './listen-address.ts'
import type { ProxyEntry } from './proxy-entry.ts'
import { openProxy } from './proxy-server.ts'

export interface ProxyFlags extends SessionOptions {
  readonly listen: string
  readonly allow?: readonly string[] | undefined
  readonly forwardHeader?: readonly string[] | undefined
  readonly requireKey?: boolean | undefined
  readonly allowRemote?: boolean | undefined
  readonly host?: readonly string[] | undefined
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
  await withSession(shell, flags, async ({ auth, screen, signal, waiting }) => {
    await waiting('waiting for a token', firstToken(auth, signal, screen))
    const log = (entry: ProxyEntry) => screen.line(lineOf(entry, new Date(), screen))
    const proxy = await openProxy({
      auth,
      address,
      allowed,
      headers,
      hosts: flags.host ?? [],
      key: key?.value,
      log,
    })
    shell.stdout.write(`${proxy.url}\n${key?.made ? `Authorization: Bearer ${key.value}\n` : ''}`)
    screen.line(
      `${screen.paint('dim', 'Requests for')} ${auth.baseUrl}${screen.paint('dim', ', with the token attached. Ctrl-C ends it.')}`,
    )
    if (!signal.aborted) await once(signal, 'abort')
    screen.line('Closing, when what was begun is finished. Ctrl-C again does not wait.')
    await proxy.close()
  })
}

/** What every request has to bring. Who has given it knows it: only one that was made here is printed. */
interface ProxyKey {
  readonly value: string
  readonly made: boolean
}

/** Who sets the variable wants a key, with the flag or without; one that is empty has lost its value on the way. */
function keyFor({ PAGAMIO_PROXY_KEY: given }: NodeJS.ProcessEnv, required: boolean): ProxyKey | undefined {
  if (given === undefined)
    return required ? { value: randomBytes(KEY_BYTES).toString('base64url'), made: true } : undefined
  if (given.length >= SHORTEST_KEY && /^[\w.~+/=-]+$/.test(given)) return { value: given, made: false }
  const hint = 'For example from `openssl rand -hex 16`. Unset it, and --require-key makes one.'
  throw new Failure(`PAGAMIO_PROXY_KEY should be ${SHORTEST_KEY} letters or digits, or more.`, hint)
}

/** What waiting does not cure ends it now; an endpoint that is down is no reason not to be there when it is back. */
async function firstToken(auth: PagamioAuth, signal: AbortSignal, screen: Screen): Promise<void> {
  try {
    await auth.getToken({ signal })
  } catch (error) {
    if (!isPagamioAuthError(error) || error.retryAfterMs === undefined) throw error
    screen.line(`${screen.paint('yellow', '!')} ${failureOf(error).message} It serves all the same.`)
  }
}

function lineOf(entry: ProxyEntry, at: Date, { paint }: Screen): string {
  const time = paint('dim', at.toTimeString().slice(0, 8))
  const status = paint(entry.status < 400 ? 'green' : entry.status < 500 ? 'yellow' : 'red', String(entry.status))
  const line = `${time}  ${status}  ${entry.method.padEnd(6)} ${entry.path}`
  if (entry.refused) return `${line}${entry.path && '  '}refused: ${entry.refused}`
  const note = [entry.own ? `own answer: ${entry.own}` : '', noteOf(entry)].filter(Boolean).join('  ')
  return `${line}  ${paint('dim', `${Math.round(entry.ms)} ms`)}${note && paint('yellow', `  ${note}`)}`
}

function noteOf({ method, status, clientLeft, brokenOff }: ProxyEntry): string {
  if (brokenOff) return 'the answer broke off'
  if (!clientLeft) return ''
  const finished = method !== 'GET' && method !== 'HEAD' && status < 499
  return finished ? 'finished, though the client had left' : 'the client left'
}
