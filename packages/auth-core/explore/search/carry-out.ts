import { leftMs } from '../../src/token/held-token.ts'
import { refusalKind } from '../../src/token/note.ts'
import type { Action } from '../../src/token/transition.ts'
import { MOST_IN_A_ROW } from './bounds.ts'
import type { Violation } from './outcome.ts'
import { sendRefreshToken } from './refresh-tokens.ts'
import { setAdrift } from './store-slot.ts'
import { type Note, nowOf, type Pending, type Process, type World, type Write } from './world.ts'

const PASSWORD_REFUSED_MS = 600_000

/** The world while the actions of one decision are carried out, in their order. */
export interface Draft {
  world: World
  process: Process
  readonly index: number
  /** The acquisition that was under way before the decision. */
  readonly flying: number | undefined
  /** The credentials of the call that was answered, for what an abandoned acquisition still does. */
  readonly credentials: Process['credentials']
  violation: Violation | undefined
  limit: string | undefined
}

function broken(draft: Draft, invariant: Violation['invariant'], detail: string): void {
  draft.violation ??= { invariant, detail }
}

function expect(draft: Draft, kind: Pending['kind'], flight: number, rest: Partial<Pending> = {}): void {
  const pending = {
    kind,
    flight,
    due: 0,
    endpoint: undefined,
    call: undefined,
    mark: undefined,
    result: undefined,
    ...rest,
  }
  draft.process = { ...draft.process, pending: [...draft.process.pending, pending] }
}

const write = (draft: Draft, ...writes: readonly Write[]): void => {
  if (draft.process.state.rules.store === 'none') return
  draft.process = { ...draft.process, writes: [...draft.process.writes, ...writes] }
}

/** Does what a driver does: most actions are answered later. */
export function carryOut(draft: Draft, action: Action): void {
  const { world, process } = draft
  switch (action.do) {
    case 'read':
    case 'look':
    case 'lease':
    case 'check':
      expect(draft, action.do, action.flight)
      break
    case 'pause': {
      // The short pauses between two looks may be over at once.
      const due = action.jittered ? 0 : world.now + process.monoOff + action.ms
      expect(draft, 'pause', action.flight, { due })
      break
    }
    case 'queue':
      queue(draft, action)
      break
    case 'leave queue':
      leaveQueue(draft, action)
      break
    case 'return permit':
      returnPermit(draft, action.flight)
      break
    case 'mark':
      expect(draft, 'mark', action.flight, {
        mark: { write: 'mark', slot: { set: action.set, askedAt: world.now - action.ageMs } },
      })
      break
    case 'call':
      call(draft, action)
      break
    case 'end lease':
      endLease(draft, action.flight)
      break
    case 'save': {
      const slot = { set: action.set, askedAt: world.now - action.ageMs }
      const late = action.flight !== draft.flying
      write(draft, { write: 'set', slot, version: process.state.credentials.version, late })
      break
    }
    case 'refuse password':
      draft.process = { ...process, refused: draft.credentials }
      if (action.note) noteDown(draft, { refused: refusalKind(action.failure), forMs: PASSWORD_REFUSED_MS, count: 1 })
      break
    case 'note account':
      noteDown(draft, { refused: 'account', forMs: action.forMs, count: Math.min(action.count, MOST_IN_A_ROW) })
      break
    case 'disprove refusal':
      if (process.refused === draft.credentials) draft.process = { ...process, refused: undefined }
      write(draft, { write: 'disprove', credentials: draft.credentials })
      break
    case 'settle':
      settle(draft, action.flight)
      break
    default:
      break
  }
}

function queue(draft: Draft, { flight, endpoint }: Extract<Action, { do: 'queue' }>): void {
  const { permits } = draft.process
  const mine = permits.filter((permit) => permit.flight === flight)
  if (mine.some((permit) => permit.granted || permit.endpoint === endpoint))
    broken(draft, 'one permit is one call', 'it queues while it has a permit, or a place in the queue')
  draft.process = { ...draft.process, permits: [...permits, { flight, endpoint, granted: false }] }
  expect(draft, 'queue', flight, { endpoint })
}

function leaveQueue(draft: Draft, { flight, endpoint: left }: Extract<Action, { do: 'leave queue' }>): void {
  const { permits, pending } = draft.process
  const isLeft = ({ flight: of, endpoint }: { readonly flight: number; readonly endpoint: unknown }) =>
    of === flight && endpoint === left
  if (!permits.some(isLeft)) broken(draft, 'one permit is one call', 'it leaves a queue in which it has no place')
  draft.process = {
    ...draft.process,
    permits: permits.filter((permit) => !isLeft(permit)),
    pending: pending.filter((each) => !(each.kind === 'queue' && isLeft(each))),
  }
}

function returnPermit(draft: Draft, flight: number): void {
  const { permits, pending } = draft.process
  if (!permits.some((permit) => permit.flight === flight))
    broken(draft, 'one permit is one call', 'it returns a permit that it does not have')
  draft.process = {
    ...draft.process,
    permits: permits.filter((permit) => permit.flight !== flight),
    pending: pending.filter(({ kind, flight: of }) => !(kind === 'queue' && of === flight)),
  }
}

function call(draft: Draft, action: Extract<Action, { do: 'call' }>): void {
  const { process, index, world } = draft
  const { flight, endpoint, refreshToken } = action
  const { state, permits, credentials, leases } = process
  const mine = permits.filter((permit) => permit.flight === flight)
  if (!mine.some((permit) => permit.endpoint === endpoint && permit.granted))
    broken(draft, 'one permit is one call', 'it calls without a permit')
  if (mine.length > 1) broken(draft, 'one permit is one call', 'it calls, and keeps a place in another queue')
  if (state.closed) broken(draft, 'after close nothing is sent', `a ${endpoint} is sent after close`)
  if (endpoint === 'login' && process.refusedHere === credentials)
    broken(draft, 'a refused password rests', 'the refused password is sent again')
  const { held, rejection } = state
  const left = held ? leftMs(held, nowOf(world, process)) : 0
  if (held && rejection.value !== held.set.accessToken && left > held.set.lifetimeMs / 2)
    broken(draft, 'no call is made for nothing', `a ${endpoint} is sent, and a fresh token is held`)
  const underWay = process.pending.some(
    ({ kind, flight: of }) => kind === 'call' && !state.abandoned.some(({ id }) => id === of),
  )
  if (underWay) broken(draft, 'one permit is one call', 'a second call is sent while one is under way')
  const lease = leases.find((each) => each.flight === flight)?.serial
  if (endpoint === 'refresh') {
    if (refreshToken === undefined) broken(draft, 'one permit is one call', 'a refresh has no refresh token')
    else {
      const { sent, violation, limit } = sendRefreshToken(draft.world, index, refreshToken, lease)
      draft.world = { ...draft.world, sent }
      draft.violation ??= violation
      draft.limit ??= limit
    }
  }
  // No two calls leave in the same millisecond.
  draft.world = { ...draft.world, now: draft.world.now + 1 }
  draft.process = { ...process, permits: permits.filter((permit) => permit.flight !== flight) }
  const { version } = state.credentials
  expect(draft, 'call', flight, { call: { endpoint, refreshToken, credentials, version } })
}

function endLease(draft: Draft, flight: number): void {
  const { leases } = draft.process
  const lease = leases.find((each) => each.flight === flight)
  if (!lease) {
    broken(draft, 'no lease is left behind', 'it ends a lease that it was not given, or has ended')
    return
  }
  draft.process = { ...draft.process, leases: leases.filter((each) => each !== lease) }
  write(draft, { write: 'release', serial: lease.serial })
}

function noteDown(draft: Draft, note: Pick<Note, 'refused' | 'forMs' | 'count'>): void {
  write(draft, { write: 'note', note: { ...note, credentials: draft.credentials, madeAt: draft.world.now } })
  draft.world = { ...draft.world, now: draft.world.now + 1 }
}

/** Its pauses end. A lease that is still on its way comes, so does what was sent, and a mark may be carried out. */
function settle(draft: Draft, flight: number): void {
  const { permits, pending } = draft.process
  if (permits.some((permit) => permit.flight === flight))
    broken(draft, 'one permit is one call', 'it ends with a permit that was neither used nor returned')
  for (const { flight: of, mark, result } of pending)
    if (of === flight && mark && !result) draft.world = setAdrift(draft.world, mark)
  draft.process = {
    ...draft.process,
    pending: pending.filter(({ kind, flight: of }) => of !== flight || kind === 'call' || kind === 'lease'),
  }
}
