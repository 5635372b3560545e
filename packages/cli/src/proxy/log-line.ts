import type { Screen } from '../screen.ts'
import type { ProxyEntry } from './proxy-entry.ts'

/** One request on one line. `at` is when it was over. */
export function logLine(entry: ProxyEntry, at: Date, { paint }: Pick<Screen, 'paint'>): string {
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
