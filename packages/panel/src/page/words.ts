import { errorCodes, type PagamioAuthStatus } from '@pagamio/auth-core'
import { DIFFERENT, type ShownEvent, type StepKind } from '../messages.ts'

/** What colour something has, and what it means. */
export type Tone = 'good' | 'soon' | 'bad' | 'info' | 'quiet'

/** `24 min 12 s`, `12 s`, `3 h 5 min`. */
export function durationOf(ms: number): string {
  const s = Math.max(0, Math.ceil(ms / 1_000))
  if (s < 60) return `${s} s`
  const min = Math.floor(s / 60)
  if (min < 60) return s % 60 === 0 ? `${min} min` : `${min} min ${s % 60} s`
  const h = Math.floor(min / 60)
  if (h < 48) return min % 60 === 0 ? `${h} h` : `${h} h ${min % 60} min`
  return `${Math.floor(h / 24)} days`
}

export const timeOf = (at: number, seconds = true): string =>
  new Date(at).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(seconds && { second: '2-digit' }),
  })

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`

/** The headline of one instance: what it is, and what that means for a caller. */
export function standingOf(status: PagamioAuthStatus): {
  readonly title: string
  readonly text: string
  readonly tone: Tone
} {
  const { state, usable, acquiring, life, trouble, waiting } = status
  const leftMs = life ? life.lifetimeMs - Math.max(life.wallAgeMs, life.monotonicAgeMs) : 0
  const left = durationOf(leftMs)
  switch (state) {
    case 'closed':
      return { title: 'Closed', text: 'This instance was closed: it gives no tokens any more.', tone: 'bad' }
    case 'refused':
      return {
        title: trouble?.code === 'action_required' ? 'A person has to act' : 'The password was refused',
        text: trouble ? errorCodes[trouble.code] : 'A login is known to bring nothing.',
        tone: 'bad',
      }
    case 'empty':
      return acquiring
        ? {
            title: 'Getting the first token',
            text: `${count(waiting, 'caller waits', 'callers wait')} for it.`,
            tone: 'info',
          }
        : { title: 'No token yet', text: 'The first call logs in, for all callers that come meanwhile.', tone: 'quiet' }
    case 'expired':
      return acquiring
        ? {
            title: 'Expired, getting a new one',
            text: `${count(waiting, 'caller waits', 'callers wait')} for it.`,
            tone: 'soon',
          }
        : { title: 'Expired', text: 'Nobody has asked since. The next call gets a new one.', tone: 'quiet' }
    default:
      if (!usable)
        return {
          title: 'Refused by the API',
          text: acquiring ? 'It is being replaced: callers wait for that.' : 'The next call replaces it.',
          tone: 'soon',
        }
      if (state === 'fresh') return { title: `Good for ${left}`, text: 'Every caller gets it at once.', tone: 'good' }
      return {
        title: `${state === 'renew_ahead' ? 'Good' : 'Only good'} for ${left}`,
        text: acquiring
          ? 'Every caller gets it at once. It is being renewed behind their backs.'
          : `${trouble ? 'The last renewal failed.' : 'It is due:'} The next call renews it${state === 'renew_ahead' ? ', and waits for nothing' : ''}.`,
        tone: 'soon',
      }
  }
}

const steps: Readonly<Record<NonNullable<PagamioAuthStatus['acquisition']>['step'], string>> = {
  resting: 'Keeps a distance after the last failure',
  reading: 'Reads the credentials',
  looking: 'Looks into the store for a newer token',
  leasing: 'Asks the store for the lease',
  elsewhere: 'Another process acquires: looks again in a moment',
  checking: 'Asks whether the credentials were refused lately',
  queued: 'Waits for a permit',
  'queued for either': 'Waits for a permit, for a refresh or a login',
  'looking again': 'Looks into the store once more before the call',
  marking: 'Marks the refresh token as spent in the store',
  calling: 'Waits for the answer',
}
const reasons: Readonly<Record<NonNullable<PagamioAuthStatus['acquisition']>['reason'], string>> = {
  first: 'the first token',
  renew_ahead: 'renewed ahead, behind the callers’ backs',
  must_renew: 'the token runs out',
  rejected: 'the API answered 401',
}

export function flightOf({ acquisition, waiting }: PagamioAuthStatus): {
  readonly title: string
  readonly text: string
} {
  if (!acquisition) return { title: 'Nothing under way', text: 'No call to the token endpoint is needed.' }
  const { step, endpoint, reason } = acquisition
  const title = step === 'calling' ? `A ${endpoint} was sent` : steps[step]
  return {
    title: step === 'queued' ? `Waits for a permit for a ${endpoint}` : title,
    text: `Why: ${reasons[reason]}. ${waiting === 0 ? 'Nobody waits for it.' : `${count(waiting, 'caller waits', 'callers wait')} for it.`}`,
  }
}

const storeNames: Readonly<Record<string, string>> = {
  file: 'Files',
  redis: 'Redis',
  postgres: 'PostgreSQL',
  'durable-object': 'Durable Object',
  cas: 'Compare and swap',
  memory: 'Memory',
  custom: 'Your store',
}

export function storeOf({
  store,
  at,
  acquisition,
}: Pick<PagamioAuthStatus, 'store' | 'at'> & Partial<Pick<PagamioAuthStatus, 'acquisition'>>): {
  readonly title: string
  readonly text: string
  readonly tone: Tone
} {
  const lease =
    acquisition?.lease === 'ours'
      ? 'This process has the lease.'
      : acquisition?.lease === 'elsewhere'
        ? 'Another process has the lease.'
        : 'Nobody needs the lease now.'
  if (!store) return { title: 'None', text: 'Tokens stay in this process.', tone: 'quiet' }
  const { kind, latency, failingSince } = store
  // A recording does not say which one it was.
  const named = (what: string) => (kind === 'recorded' ? cased(what) : `${storeNames[kind] ?? kind} · ${what}`)
  if (failingSince !== undefined) {
    const took = latency ? ` Its last call took ${tookOf(latency.lastMs)}.` : ''
    return {
      title: named(`failing for ${durationOf(at - failingSince)}`),
      text: `Since ${timeOf(failingSince)}. This process goes on alone until it answers again.${took}`,
      tone: 'bad',
    }
  }
  if (!latency) return { title: named(kind === 'recorded' ? 'works' : 'not asked yet'), text: lease, tone: 'good' }
  const slowest = latency.slowestMs > latency.lastMs ? ` The slowest call then took ${tookOf(latency.slowestMs)}.` : ''
  return {
    title: named(tookOf(latency.lastMs)),
    text: `${lease} Asked ${durationOf(at - latency.at)} ago.${slowest}`,
    tone: 'good',
  }
}

const stepKinds: Readonly<Record<StepKind, string>> = {
  asked: 'callers who ask',
  left: 'callers who leave',
  rejected: '401s of the API',
  replaced: 'new credentials',
  closed: 'the closing',
  forgotten: 'the end after closing',
  restored: 'looks without an acquisition',
  overtaken: 'saves that were overtaken',
  woke: 'pauses that are over',
  read: 'credentials read',
  looked: 'looks into the store',
  leased: 'leases',
  checked: 'questions for refusals',
  waiting: 'waits for a permit',
  marked: 'refresh tokens marked as spent',
  granted: 'permits',
  limited: '429s and blocks',
  answered: 'answers',
  overdue: 'calls without an answer in time',
  broke: 'calls that died',
  [DIFFERENT]: 'what this version decides otherwise',
}

/** What a kind of steps of a replay is called. */
export const kindOfStep = (kind: StepKind): string => stepKinds[kind]

/** An event in words, and what it is as a mark on the token’s life. */
export function toldOf(event: ShownEvent): {
  readonly text: string
  readonly tone: Tone
  readonly mark: string
  readonly hint?: string
} {
  switch (event.type) {
    case 'acquiring':
      return { text: `${cased(event.endpoint)} sent: ${reasons[event.reason]}`, tone: 'quiet', mark: '' }
    case 'acquired':
      return {
        text: `${cased(event.endpoint)} answered in ${tookOf(event.tookMs)}: a token for ${durationOf(event.lifetimeMs)}`,
        tone: 'good',
        mark: event.endpoint === 'login' ? '●' : '↻',
      }
    case 'adopted':
      return { text: 'Took over a newer token from the store: no call was needed', tone: 'info', mark: '⇣' }
    case 'acquisition_failed':
      return {
        text: `No new token: ${event.code}${whyOf(event.status ?? event.cause)}${event.held ? ', the held one is still good' : ''}${event.retryAfterMs ? `. Next try in ${durationOf(event.retryAfterMs)}` : ''}`,
        tone: 'bad',
        mark: '!',
        hint: errorCodes[event.code],
      }
    case 'endpoint_closed':
      return {
        text: `Too many ${event.endpoint === 'login' ? 'logins' : 'refreshes'}: none for ${durationOf(event.forMs)}`,
        tone: 'bad',
        mark: '⊘',
        hint: errorCodes.rate_limited,
      }
    case 'token_rejected':
      return event.suppressedForMs > 0
        ? {
            text: `401 again with a new token: none is tried for ${durationOf(event.suppressedForMs)}`,
            tone: 'bad',
            mark: '✕',
            hint: 'Perhaps a permission is missing, which no token cures.',
          }
        : { text: 'The API answered 401: the token is replaced', tone: 'soon', mark: '✕' }
    case 'response_warning':
      return { text: `Odd answer: ${event.warning}`, tone: 'soon', mark: '' }
    case 'internal_error':
      return {
        text: `A fault of @pagamio/auth-core, please report it: ${event.event} at ${event.step}`,
        tone: 'bad',
        mark: '!',
      }
    case 'store_failed':
      return { text: `The store failed (${event.operation}: ${event.code}): going on alone`, tone: 'soon', mark: '' }
    case 'store_unreadable':
      return {
        text: 'What the store holds for this account cannot be opened: it will be replaced',
        tone: 'soon',
        mark: '',
      }
  }
}

const whyOf = (why: number | string | undefined): string => (why === undefined ? '' : ` (${why})`)

const cased = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function tookOf(ms: number): string {
  if (ms < 1) return 'under 1 ms'
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}
