import { PagamioAuthError } from '../errors/errors.ts'
import { STEPS, type StepSource } from '../observe/step-source.ts'
import type { PagamioAuth } from '../pagamio-auth.ts'
import { version } from '../platform/version.ts'
import type { PagamioAuthPool } from '../pool/pagamio-auth-pool.ts'
import type { State } from '../token/state.ts'
import type { IncidentFile } from './incident-file.ts'
import { StepRing } from './step-ring.ts'

const USUAL = 1_000
const MOST = 10_000

export interface RecordIncidentOptions {
  /**
   * How many steps are kept in all, 1 to 10 000. Older ones are dropped, and the recording then begins with the state
   * after them. An acquisition takes some ten steps. A file is never larger than 5 MB.
   * @default 1_000
   */
  readonly most?: number | undefined
}

/** A recording that goes on until it is stopped. */
export interface Incident extends Disposable {
  /** The recording so far, as plain data: for `JSON.stringify`. */
  toJSON(): IncidentFile
  /** The same as the text of a file, for `pagamio replay`. */
  text(): string
  /** Ends the recording. `toJSON` and `text` still return it. */
  stop(): void
}

/**
 * Records the events and decisions of an instance or a pool, from now on, to replay them elsewhere: kinds, times and
 * lengths. Aliases stand for tokens and accounts, and numbers for merchants, so you can pass the file on. A
 * `getToken()` that is answered at once is no step, and costs no more.
 * @param pagamio may be in use already: the recording begins with its current state
 * @throws PagamioAuthError `invalid_options` for a `most` out of range, and for anything but an instance or a pool of
 *   this version
 * @example
 * const incident = recordIncident(pagamio)
 * process.on('SIGUSR2', () => writeFileSync('incident.json', incident.text()))
 */
export function recordIncident(
  pagamio: PagamioAuth | PagamioAuthPool,
  { most = USUAL }: RecordIncidentOptions = {},
): Incident {
  const source = (pagamio as Partial<StepSource> | undefined)?.[STEPS]
  if (!source) throw wrong('An incident is recorded of what createPagamioAuth or createPagamioAuthPool has given.')
  if (!(Number.isInteger(most) && most >= 1 && most <= MOST))
    throw wrong(`Option "most" should be a whole number from 1 to ${MOST}.`)
  const of = 'for' in pagamio ? 'pool' : 'instance'
  const ring = new StepRing(most)
  const { steps } = source.listeners
  const onStep = ring.add.bind(ring)
  steps.add(onStep)
  const stop = () => {
    steps.delete(onStep)
    ring.end()
  }
  const text = () => {
    const known = source.merchants()
    // Of the thousands of a pool only those that something has happened to.
    return ring.text(of === 'pool' ? known.filter(({ state }) => isTouched(state)) : known, of, version)
  }
  return {
    toJSON: () => JSON.parse(text()) as IncidentFile,
    text,
    stop,
    [Symbol.dispose]: stop,
  }
}

const isTouched = ({ flight, backoff, refused, rejection, abandoned }: State): boolean =>
  Boolean(flight || backoff || refused || rejection.value) || abandoned.length > 0

const wrong = (message: string) => new PagamioAuthError('invalid_options', message)
