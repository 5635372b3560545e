import { isPagamioAuthError } from '@pagamio/auth-core'
import { LARGEST_INCIDENT, readIncident } from '@pagamio/auth-core/incident'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { fetchTo } from '../network.ts'

const PATIENCE_MS = 30_000
/** What a panel wants to be asked with, and the key of its start where it has one. */
const KEY_HEADER = 'pagamio-panel'
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/
const EXAMPLE = 'Give the address as it was printed, or where it is mounted: --record http://127.0.0.1:3000/pagamio'

/**
 * What a mounted panel has recorded. Nothing of ours is sent but the key in the address's own fragment.
 * @throws Failure where there is none, without a word of what answered
 */
export async function fetchIncident(address: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { url, key } = addressOf(address)
  const response = await answerOf(url, key, env)
  if (response.status !== 200) {
    await response.body?.cancel().catch(() => {})
    throw refusals[response.status] ?? new Failure(`The panel answered ${response.status}.`, EXAMPLE, exitCodes.failed)
  }
  const text = await textOf(response)
  try {
    // A member that is there twice is read once: what it was the first time could be anything.
    if (JSON.stringify(readIncident(text)) !== text.replaceAll('\n', '')) throw notOurs
    return text
  } catch (error) {
    throw isPagamioAuthError(error) ? notOurs : error
  }
}

const notOurs = new Failure('What answered is no panel of this version.', EXAMPLE, exitCodes.failed)

function addressOf(address: string): { readonly url: URL; readonly key: string } {
  const url = URL.parse(address)
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))
  if (!url || !isSafe || url.username || url.password)
    throw new Failure(
      '--record takes the address of a panel: https, or http on this machine.',
      EXAMPLE,
      exitCodes.usage,
    )
  const key = url.hash.slice(1) || 'page'
  url.hash = ''
  url.pathname = `${url.pathname.replace(/[/]+$/, '')}/incident`
  return { url, key }
}

async function answerOf(url: URL, key: string, env: NodeJS.ProcessEnv): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    return await fetchTo(url.href, env)(url.href, { headers: { [KEY_HEADER]: key }, redirect: 'error', signal })
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('No panel answers at this address.', EXAMPLE, exitCodes.unreachable)
  }
}

/** No further than a recording can be long. */
async function textOf({ body }: Response): Promise<string> {
  let text = ''
  try {
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      if (text.length > LARGEST_INCIDENT) break
    }
  } catch {
    throw new Failure('The answer of the panel broke off.', 'Try again.', exitCodes.unreachable)
  }
  return text
}

const refusals: Readonly<Record<number, Failure>> = {
  403: new Failure(
    'The panel refuses to answer here: it is for its own machine, or asks for more than a key, or has another key by now.',
    'Run this on the machine of the panel, with the address as it was printed; or save it on the page.',
    exitCodes.refused,
  ),
  404: new Failure('No panel records at this address.', EXAMPLE, exitCodes.failed),
}
