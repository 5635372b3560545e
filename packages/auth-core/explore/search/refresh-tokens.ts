import { excuses } from './bounds.ts'
import type { Outcome } from './outcome.ts'
import type { Call, Sent, World } from './world.ts'

/**
 * Notes that a process sends a refresh token, and judges it. The same process may do so twice; under one lease, if
 * processes share the store.
 */
export function sendRefreshToken(
  world: World,
  index: number,
  token: string,
  lease: number | undefined,
): Pick<Outcome, 'violation' | 'limit'> & { readonly sent: readonly Sent[] } {
  const life = world.processes[index]?.life ?? 0
  const before = world.sent.find((sent) => sent.token === token)
  if (!before) {
    const first = { token, process: index, life, lease, open: 1, unclear: 0, spent: false }
    return { sent: [...world.sent, first] }
  }
  const times = before.open + before.unclear
  const again = times === 0 && !before.spent ? { ...before, process: index, life, lease } : before
  const sent = world.sent.map((each) => (each === before ? { ...again, open: before.open + 1 } : each))
  const wrong = reasonAgainst(world, index, before, lease)
  if (wrong === undefined) return { sent }
  const { faults, processes } = world
  const causes = excuses(faults, processes[index]?.state.rules.store ?? 'none')
  if (causes.length > 0) return { sent, limit: `${wrong.kind}: ${causes.join(', ')}` }
  return {
    sent,
    violation: { invariant: 'a refresh token is sent once, or once more after a lost answer', detail: wrong.detail },
  }
}

function reasonAgainst(world: World, index: number, before: Sent, lease: number | undefined) {
  const { token, open, unclear, spent, process, life } = before
  const times = open + unclear
  const mine = process === index && life === world.processes[index]?.life
  const kind = mine ? 'one process sends a spent refresh token' : 'two processes send one refresh token'
  if (spent) return { kind, detail: `${token} is sent again, after an answer that has spent it` }
  if (times === 0) return undefined
  if (!mine) return { kind, detail: `${token} is sent by a second process` }
  if (times >= 2) return { kind, detail: `${token} is sent for the third time` }
  if (world.processes[index]?.state.rules.store === 'shared' && before.lease !== lease)
    return {
      kind: 'one refresh token is sent under two leases',
      detail: `${token} is sent under another lease than before`,
    }
  return undefined
}

/** What an answer says about the refresh token that was sent. */
export function heardOf(
  world: World,
  { refreshToken, endpoint }: Call,
  verdict: 'spent' | 'unclear' | 'alive' | 'untouched',
): World {
  if (endpoint !== 'refresh') return world
  const sent = world.sent.map((each) => {
    if (each.token !== refreshToken) return each
    const open = each.open - 1
    if (verdict === 'alive') return { ...each, open, unclear: 0 }
    return {
      ...each,
      open,
      unclear: each.unclear + (verdict === 'unclear' ? 1 : 0),
      spent: each.spent || verdict === 'spent',
    }
  })
  return { ...world, sent }
}
