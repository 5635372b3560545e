import type { Event, Now } from '../../src/token/transition.ts'
import { mayBeLate, passExpected } from './deadlines.ts'
import { demandsOf, PATIENCE_MS } from './demands.ts'
import { happen } from './happen.ts'
import type { Context, Move } from './outcome.ts'
import { spend } from './spend.ts'
import { accountOf, allCredentials, nowOf, type Process, type World, withProcess } from './world.ts'

/** What callers and the owner of an instance do. */
export function callerMoves(context: Context, world: World, index: number, process: Process): readonly Move[] {
  const { bounds } = context
  const { may } = bounds
  const { state } = process
  const now = nowOf(world, process)
  const moves: Move[] = []
  const on = (what: string, event: Event, from: World | undefined) => {
    if (from) moves.push({ who: index, what, next: () => happen(context, from, index, event) })
  }
  const asked = whatIsAsked(context, process, now)
  // Callers who wait already make no difference.
  if (asked.waits && !state.flight?.wanted)
    on('is asked for a token', { type: 'asked', until: now.mono + PATIENCE_MS, reason: 'must_renew' }, world)
  // Callers without time and those who need not wait ask alike.
  if ((asked.renews || (asked.waits && may.leave)) && !state.flight)
    on('is asked, and nobody waits', { type: 'asked', until: undefined, reason: 'renew_ahead' }, world)
  if (may.late && mayBeLate(process, now.mono) && state.flight && mayGiveUp(context, process)) {
    const late = spend(context, world, 'upsets')
    const expired = late && passExpected(late, index)
    on('is late with a sign of life', { type: 'overdue', flight: state.flight.id }, expired)
    if (asked.waits)
      on(
        'is asked, and its acquisition is late',
        { type: 'asked', until: now.mono + PATIENCE_MS, reason: 'must_renew' },
        expired,
      )
  }
  if (may.leave && state.flight?.wanted && mayGiveUp(context, process)) {
    on('loses its last caller', { type: 'left', served: false }, world)
    on('serves its last caller', { type: 'left', served: true }, world)
  }
  if (may.reject && state.held && !state.closed && state.rejection.value !== state.held.set.accessToken) {
    const event = { type: 'rejected', value: state.held.set.accessToken } as const
    on('hears a 401 to its token', event, spend(context, world, 'upsets'))
  }
  if (may.replace && !state.closed && mayGiveUp(context, process)) {
    const others = allCredentials.filter((each) => may.replace === 'any account' || accountOf(each) === 'mine')
    for (const credentials of others) {
      const given = withProcess(world, index, { ...process, credentials, refused: undefined, refusedHere: undefined })
      const event = { type: 'replaced', account: accountOf(credentials), reread: state.reread } as const
      // No note was made in this very millisecond.
      const later = { ...given, now: given.now + 1 }
      on(`is given ${credentials}`, event, spend(context, later, 'replacements'))
    }
  }
  if (may.close && !state.closed) on('is closed', { type: 'closed' }, world)
  if (may.close && state.closed && state.held) on('is closed, and forgets', { type: 'forgotten' }, world)
  return moves
}

/** Whether some callers have to wait, and whether one has a renewal begun behind it. */
function whatIsAsked({ subject, bounds }: Context, { state }: Process, now: Now) {
  const asked = { waits: false, renews: false }
  if (state.closed) return asked
  for (const [name, demand] of Object.entries(demandsOf(state, now))) {
    if (name === 'long life' && !bounds.may.wantLongLife) continue
    const answer = subject.callerAnswer(state, demand, now)
    if ('wait' in answer) asked.waits = true
    if ('use' in answer && answer.renew) asked.renews = true
  }
  return asked
}

/** Whether what is under way may be given up: only so many calls, and one lease, are on their way to nobody. */
function mayGiveUp({ bounds }: Context, { state: { flight, abandoned }, pending }: Process): boolean {
  if (flight?.step.at === 'calling') return abandoned.length < bounds.mostAbandoned
  return flight?.step.at !== 'leasing' || pending.length === 1 + abandoned.length
}
