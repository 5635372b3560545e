import { createBudget, type PagamioAuthOptions } from '@pagamio/auth-core'
import { type ManualClock, manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials, type Simulator, type SimulatorOptions } from '@pagamio/simulator'
import { onTestFinished } from 'vitest'

export interface World {
  readonly simulator: Simulator
  readonly clock: ManualClock
  /** What a module is given to reach the simulator, over TCP; both go by the one clock. */
  readonly pagamio: PagamioAuthOptions & { readonly baseUrl: string }
}

/** A Pagamio of its own for one test, on a clock that stands still. */
export async function openWorld(options: SimulatorOptions = {}): Promise<World> {
  const clock = manualClock({ settle: () => simulator.settled() })
  const simulator = createSimulator({ clock, ...options })
  const { url: baseUrl } = await simulator.listen()
  onTestFinished(() => simulator.close())
  const budget = createBudget({ clock })
  return { simulator, clock, pagamio: { baseUrl, credentials: demoCredentials, clock, budget, random: () => 0.5 } }
}

/** Turns the clock, a second at a time, until a promise settles. */
export async function turnUntil<T>({ clock }: Pick<World, 'clock'>, promise: Promise<T>): Promise<T> {
  let settled = false
  const done = () => {
    settled = true
  }
  promise.then(done, done)
  for (let seconds = 0; !settled && seconds < 120; seconds++) await clock.advance(1_000)
  if (!settled) throw new Error('Two minutes on the clock were not enough.')
  return promise
}

/** Waits until something is so that needs no turn of the clock, only the machine's time. */
export async function until(so: () => boolean): Promise<void> {
  for (let turn = 0; !so(); turn++) {
    if (turn > 10_000) throw new Error(`It did not come to be that ${so}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
