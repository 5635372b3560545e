import { STATUS_CODES } from 'node:http'
import { exitCodeOfStatus, exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { codeOf, wasNeverSent } from '../never-sent.ts'
import type { Screen } from '../screen.ts'
import { type SessionOptions, withSession } from '../session.ts'
import type { Shell } from '../shell.ts'
import { printAnswer } from './answer.ts'
import { type ApiOptions, apiRequest } from './api-request.ts'

/** Makes one call and prints what came; answers with the exit code. */
export async function callApi(
  shell: Shell,
  target: readonly [string, string | undefined],
  options: ApiOptions & SessionOptions,
): Promise<number> {
  const { method, path, headers, body } = await apiRequest(shell, target, options)
  return withSession(shell, options, async ({ auth, screen, signal, waiting }) => {
    const url = urlBelow(auth.baseUrl, path)
    if (!auth.owns(url)) {
      const hint = `A path below ${auth.baseUrl}, for example /products/categories. The token endpoint is not for you to call.`
      throw new Failure('That is not a call to Pagamio’s API.', hint, exitCodes.usage)
    }
    const safe = method === 'GET' || method === 'HEAD'
    await waiting('waiting for a token', auth.getToken({ signal }))
    if (!safe) stayFor(signal, screen)
    const sent = auth.fetch(url, { method, headers, body: body ?? null, ...(safe ? { signal } : {}) })
    const response = await waiting(
      `${method} ${path}`,
      sent.catch((error) => unanswered(error, safe, signal)),
    )
    await printAnswer(response, { include: options.include === true, stream: shell.stdout })
    if (!response.ok) screen.line(`${screen.paint('red', '✗')} ${response.status} ${sayingOf(response.status)}`)
    return exitCodeOfStatus(response.status)
  })
}

const urlBelow = (baseUrl: string, path: string): string =>
  /^https?:\/\//i.test(path) ? path : `${baseUrl}/${path.replace(/^\/(?![/\\])/, '')}`

/** If you leave while a purchase is under way, you do not know whether it was made. */
function stayFor(signal: AbortSignal, screen: Screen): void {
  signal.throwIfAborted()
  signal.addEventListener('abort', () => {
    screen.line('It is sent already: waiting for the answer. Ctrl-C again leaves without it.')
  })
}

function unanswered(error: unknown, safe: boolean, signal: AbortSignal): never {
  if (safe) signal.throwIfAborted()
  const { name } = (error ?? {}) as { name?: unknown }
  if (name !== 'TypeError') throw error
  const known = codeOf(error)
  const code = known === undefined ? '' : ` (${known})`
  if (wasNeverSent(error))
    throw new Failure(`No connection${code}. Nothing was sent.`, 'Run `pagamio doctor`.', exitCodes.unreachable)
  const hint = safe
    ? 'Run `pagamio doctor`.'
    : 'It may have been carried out all the same: look for its merchantReference, and send the same one again.'
  throw new Failure(`There was no answer${code}.`, hint, exitCodes.unreachable)
}

function sayingOf(status: number): string {
  const saying = STATUS_CODES[status] ?? ''
  if (status === 401) return `${saying}: also with a new token. Is this account permitted to do that?`
  if (status === 403) return `${saying}: is the account active, the merchant approved, the resource allowed?`
  return saying
}
