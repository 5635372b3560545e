import { KEY_HEADER, type PanelMessage, type ReplayMove } from '../messages.ts'
import type { Link, View } from './model.ts'

const BASE = location.pathname.replace(/\/+$/, '')
/** Something comes every second: after that long nobody is there any more. */
const SILENCE_MS = 8_000
const LONGEST_RETRY_S = 10
const LASTS_MS = 60_000

const headers = { [KEY_HEADER]: takeKey() }

/** The key is in the fragment, which is sent to nobody; out of the address bar it is at once, and kept for a reload of this tab. */
function takeKey(): string {
  const given = location.hash.slice(1)
  const name = `pagamio-panel ${BASE}`
  try {
    if (given) sessionStorage.setItem(name, given)
    if (given) history.replaceState(null, '', location.pathname + location.search)
    return given || (sessionStorage.getItem(name) ?? 'page')
  } catch {
    return given || 'page'
  }
}

/** Gets what was recorded of a source as a file; gives what became of it in words. */
export async function saveIncident(source: number): Promise<string> {
  try {
    const response = await fetch(`${BASE}/incident?source=${source}`, { headers })
    if (!response.ok) return (await response.text()).trim()
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await response.blob())
    link.download = 'incident.json'
    link.click()
    // The browser has begun to read it by then.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    return 'Saved as incident.json: see it with `pagamio replay incident.json`.'
  } catch {
    return 'The panel does not answer.'
  }
}

/** Asks the simulator for something, and gives what was done in words. */
export async function press(action: string, minutes?: number): Promise<string> {
  try {
    const response = await fetch(`${BASE}/play`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ action, minutes }),
    })
    return response.ok ? ((await response.json()) as { done: string }).done : await response.text()
  } catch {
    return 'The panel does not answer.'
  }
}

/** Goes elsewhere in a replay; gives what is wrong in words. */
export async function step(source: number, move: ReplayMove): Promise<string> {
  try {
    const response = await fetch(`${BASE}/step?source=${source}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(move),
    })
    return response.ok ? '' : (await response.text()).trim()
  } catch {
    return 'The panel does not answer.'
  }
}

/** Follows a view until it is left; comes back by itself when the stream breaks. */
export function follow(
  view: View,
  onMessage: (message: PanelMessage) => void,
  onLink: (link: Link) => void,
): { leave(): void; retry(): void } {
  const left = new AbortController()
  let hurry: () => void = () => {}

  const run = async () => {
    for (let tries = 1; !left.signal.aborted; tries++) {
      const began = performance.now()
      try {
        await readOnce(view, left.signal, (message) => {
          tries = 0
          onMessage(message)
          if (message.type === 'end') throw new Error(message.why)
        })
        if (left.signal.aborted) return
        // A stream that has lasted its time is simply opened again; one that never does is a broken one.
        if (performance.now() - began > LASTS_MS) continue
        throw new Error('The connection ended.')
      } catch (error) {
        if (left.signal.aborted) return
        const refused = error instanceof Refused
        const retryInS = refused ? undefined : Math.min(2 ** Math.max(0, tries - 1), LONGEST_RETRY_S)
        onLink({ at: 'broken', why: wordsOf(error), retryInS })
        await new Promise<void>((resolve) => {
          hurry = resolve
          if (retryInS !== undefined) setTimeout(resolve, retryInS * 1_000)
        })
      }
    }
  }
  run()
  return {
    leave: () => left.abort(),
    retry: () => hurry(),
  }
}

class Refused extends Error {}

const wordsOf = (error: unknown): string =>
  error instanceof Error && !(error instanceof TypeError) ? error.message : 'The application does not answer.'

/** Resolves when the other side has ended it. */
async function readOnce(view: View, signal: AbortSignal, onMessage: (message: PanelMessage) => void): Promise<void> {
  const query = new URLSearchParams({ source: String(view.source) })
  if (view.merchant !== undefined) query.set('merchant', String(view.merchant))
  const silent = new AbortController()
  const response = await fetch(`${BASE}/events?${query}`, {
    headers,
    signal: AbortSignal.any([signal, silent.signal]),
  })
  if (!response.ok) throw new (response.status === 403 ? Refused : Error)((await response.text()).trim())
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(textDecoder()).getReader()
  let rest = ''
  for (;;) {
    const timer = setTimeout(() => silent.abort(new Error('Nothing was heard for a while.')), SILENCE_MS)
    const { done, value } = await reader.read().finally(() => clearTimeout(timer))
    if (done) return
    const parts = (rest + value).split('\n\n')
    rest = parts.pop() ?? ''
    for (const part of parts) if (part.startsWith('data: ')) onMessage(JSON.parse(part.slice(6)) as PanelMessage)
  }
}

const textDecoder = () => new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>
