import type { LogEntry } from '@pagamio/simulator'
import { columns, type Screen, type Style } from '../screen.ts'

type Paint = Screen['paint']

/** As wide as what they usually head, because lines are printed one by one. */
const HEADS = ['time    ', 'method ', 'endpoint    ', 'merchant', 'token', 'status', 'outcome']
const STATUS = HEADS.indexOf('status')
const NOTHING = '-'

export function logHead(paint: Paint): string {
  return paint('dim', columns([HEADS]).join(''))
}

/** One request on one line, in the columns of {@link logHead}. `at` is when it was answered. */
export function logLine(entry: LogEntry, at: Date, paint: Paint): string {
  const { endpoint, generation, merchant, method, status } = entry
  const cells = [
    at.toTimeString().slice(0, 8),
    method,
    endpoint,
    merchant ?? NOTHING,
    generation === undefined ? NOTHING : `#${generation}`,
    `${status ?? NOTHING}`,
    outcomeOf(entry),
  ]
  const style = styleOf(entry)
  const [, line = ''] = columns([HEADS, cells], (cell, _row, column) => {
    if (column === 0) return paint('dim', cell)
    return style && column >= STATUS ? paint(style, cell) : cell
  })
  return line
}

function styleOf({ fault, outcome }: LogEntry): Style | undefined {
  if (outcome === 'blocked') return 'red'
  if (fault !== undefined || outcome === 'rate_limited') return 'yellow'
  return outcome === 'ok' ? 'green' : undefined
}

function outcomeOf(entry: LogEntry): string {
  if (entry.outcome === 'fault') return `fault: ${entry.fault}`
  const note = entry.fault ?? noteOf(entry)
  return entry.outcome.replaceAll('_', ' ') + (note === undefined ? '' : ` (${note})`)
}

/** Why it was refused, where a newcomer would wonder. Headers are not shown: they may hold anything. */
function noteOf({ authorization, endpoint, generation, outcome, path }: LogEntry): string | undefined {
  if (endpoint === 'unknown')
    return path.startsWith('/api/v1/') ? wordsOf(path) : `${wordsOf(path)} does not begin with /api/v1/`
  if (outcome !== 'unauthorized') return undefined
  if (endpoint === 'login') return 'wrong username or password'
  if (endpoint === 'refresh') return 'refresh token is spent, dead or unknown'
  if (authorization === 'none') return 'no token'
  if (authorization === 'other') return 'not of the form Bearer <token>'
  return generation === undefined ? 'unknown token' : 'token has expired or was revoked'
}

/** One step of a path as the documentation has them. */
const WORD = /^(v1|[a-z]{1,24}(-[a-z]{1,24})?)$/i
const LONGEST_PATH = 60

/** The path that nobody knows; a step that is no word may be anything, and is left out. */
const wordsOf = (path: string): string =>
  path
    .split('/')
    .map((step) => (step === '' || WORD.test(step) ? step : '…'))
    .join('/')
    .slice(0, LONGEST_PATH)
