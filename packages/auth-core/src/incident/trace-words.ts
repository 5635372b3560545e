import { errorCodes } from '../errors/error-codes.ts'
import type { Answer } from '../token/answer.ts'
import type { AcquisitionReason, LimitedEndpoint } from '../token/endpoint.ts'
import type { Renewal } from '../token/renewal-windows.ts'
import type { Rules, Step } from '../token/state.ts'
import type { Action, Event, RefusalNote } from '../token/transition.ts'

type Listed<Word extends string> = { readonly [Each in Word]: true }
const listed = <Word extends string>(words: Listed<Word>) => Object.keys(words) as unknown as readonly Word[]

/**
 * Every word that a trace may hold beside numbers and aliases. A type that gets another word does not compile until that
 * is listed: so nothing else is ever written, and nothing else is read.
 */
export const traceWords = {
  reason: listed<AcquisitionReason>({ first: true, renew_ahead: true, must_renew: true, rejected: true }),
  endpoint: listed<LimitedEndpoint>({ login: true, refresh: true }),
  store: listed<Rules['store']>({ none: true, kept: true, shared: true }),
  renewal: listed<Renewal>({ ahead: true, inline: true }),
  code: Object.keys(errorCodes),
  refused: listed<RefusalNote['refused']>({ password: true, action: true, account: true }),
  // biome-ignore lint/suspicious/noThenProperty: it is what the step is called.
  then: listed<Extract<Step, { at: 'looking' }>['then']>({ lease: true, choose: true, login: true }),
  at: listed<Step['at']>({
    resting: true,
    reading: true,
    looking: true,
    leasing: true,
    elsewhere: true,
    checking: true,
    queued: true,
    'queued for either': true,
    'looking again': true,
    marking: true,
    calling: true,
  }),
  answer: listed<Exclude<Answer['kind'], 'limited'>>({ token: true, refused: true, failed: true, unanswered: true }),
  event: listed<Event['type']>({
    asked: true,
    left: true,
    rejected: true,
    replaced: true,
    closed: true,
    forgotten: true,
    restored: true,
    overtaken: true,
    woke: true,
    read: true,
    looked: true,
    leased: true,
    checked: true,
    waiting: true,
    marked: true,
    granted: true,
    limited: true,
    answered: true,
    overdue: true,
    broke: true,
  }),
  action: listed<Action['do']>({
    read: true,
    look: true,
    lease: true,
    check: true,
    pause: true,
    queue: true,
    call: true,
    'return permit': true,
    'leave queue': true,
    'end lease': true,
    mark: true,
    save: true,
    'refuse password': true,
    'note account': true,
    'disprove refusal': true,
    begin: true,
    settle: true,
    wake: true,
    tell: true,
  }),
  /** Of a lease; and what stands for a warning, which is a sentence. */
  other: ['never', 'warning'],
}

const known: ReadonlySet<string> = new Set(Object.values(traceWords).flat())

/** A word that is in no list is not written. */
export const wordOf = (text: string): string => (known.has(text) ? text : 'unknown')
