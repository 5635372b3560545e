import type { FinishedRun } from './finished-run.ts'

/** Longer than an unsettled permit counts: its call's deadline and a window. */
const PERMIT_MS = 91_000

/** Nothing is left of what is closed. */
export function checkRemains({ world, listenersLeft }: FinishedRun): void {
  const { time, facts, leftovers, instances } = world
  if (listenersLeft > 0) world.violate(`${listenersLeft} listeners are left on signals`)
  for (const by of leftovers.leases)
    world.violateUnless(facts.hadTrouble(by, /Lease/), `${by} has not given its lease back`)
  for (const by of leftovers.permits)
    world.violateUnless(facts.hadTrouble(by, /Permit/), `${by} has not settled a permit in the store`)
  for (const { name, auth, budget, background } of instances) {
    const timers = time.timersOf(name).length
    const { waiting, acquiring, state, budget: limits } = auth.status()
    const queued = limits.login.waiting + limits.refresh.waiting
    const left = { timers, waiting, acquiring, queued, unsettled: budget.unsettled, background: background.size }
    for (const [what, count] of Object.entries(left))
      if (Number(count) > 0) world.violate(`${name} leaves ${what}: ${count}`)
    if (state !== 'closed') world.violate(`${name} is not closed but ${state}`)
    if (budget.callsWithout > 0) world.violate(`${name} makes a call without a permit`)
  }
  time.pass(PERMIT_MS)
  for (const { name, auth } of instances) {
    const { login, refresh } = auth.status().budget
    if (login.left < login.limit || refresh.left < refresh.limit) world.violate(`${name} counts a call for ever`)
  }
}
