import { createSimulator, demoCredentials, type Simulator, type SimulatorOptions } from '@pagamio/simulator'
import {
  createBudget,
  createPagamioAuth,
  type FetchLike,
  type PagamioAuth,
  type PagamioAuthError,
  type PagamioAuthEvent,
  type PagamioAuthOptions,
} from '../../src/index.ts'
import { type ManualClock, manualClock } from '../../src/testing/index.ts'
import { cryptoSettled } from './pending-crypto.ts'

export const MINUTE = 60_000

export interface Scene {
  readonly clock: ManualClock
  readonly simulator: Simulator
  readonly auth: PagamioAuth
  readonly events: PagamioAuthEvent[]
  /** Another instance, of the same merchant unless told otherwise, on the same clock. */
  another(options?: Partial<PagamioAuthOptions>): PagamioAuth
  /** Logins and refreshes as the server counted them. */
  calls(): { logins: number; refreshes: number }
}

export interface SceneOptions {
  readonly simulator?: SimulatorOptions
  readonly auth?: Partial<PagamioAuthOptions>
  /** Stands between client and simulator. */
  readonly between?: (send: FetchLike) => FetchLike
}

/** A simulator and a client on one clock that stands still; jitter and back-off are at their middle. */
export function scene(options: SceneOptions = {}): Scene {
  const holder: { simulator?: Simulator } = {}
  const clock = manualClock({
    settle: async () => {
      do await holder.simulator?.settled()
      while (await cryptoSettled())
    },
  })
  const simulator = createSimulator({ clock, ...options.simulator })
  holder.simulator = simulator
  const fetch = options.between?.(simulator.fetch) ?? simulator.fetch
  const budget = createBudget({ clock })
  const another = (extra: Partial<PagamioAuthOptions> = {}) =>
    createPagamioAuth({
      environment: 'sandbox',
      credentials: demoCredentials,
      fetch,
      clock,
      random: () => 0.5,
      ...(extra.limits ? {} : { budget }),
      ...extra,
    })
  const auth = another(options.auth)
  const events: PagamioAuthEvent[] = []
  auth.subscribe((event) => events.push(event))
  return {
    clock,
    simulator,
    auth,
    events,
    another,
    calls: () => ({ logins: simulator.count('login'), refreshes: simulator.count('refresh') }),
  }
}

/** The error a promise rejects with; fails the test where it does not. */
export async function rejection(promise: Promise<unknown>): Promise<PagamioAuthError> {
  try {
    await promise
  } catch (error) {
    return error as PagamioAuthError
  }
  throw new Error('The promise was expected to reject.')
}

/** Whether a promise has settled, after everything that needs no time has happened. */
export async function isSettled(promise: Promise<unknown>, clock: ManualClock): Promise<boolean> {
  let settled = false
  const done = () => {
    settled = true
  }
  promise.then(done, done)
  await clock.advance(0)
  return settled
}

/** Lets time pass until a promise settles, in steps, for at most `ms`. */
export async function passTime<T>(promise: Promise<T>, clock: ManualClock, ms = 10 * MINUTE): Promise<T> {
  promise.catch(() => {})
  for (let passed = 0; passed < ms && !(await isSettled(promise, clock)); passed += 250) await clock.advance(250)
  if (!(await isSettled(promise, clock))) throw new Error('The promise did not settle in time.')
  return promise
}
