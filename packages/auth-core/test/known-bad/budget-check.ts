import { createSimulator, type Simulator } from '@pagamio/simulator'
import { type Budget, type Clock, createPagamioAuth } from '../../src/index.ts'
import { manualClock } from '../../src/testing/index.ts'
import { demand } from './subject.ts'

const MINUTE = 60_000
const MERCHANTS = 15

/** Never more than five logins in any 60 s, and no time wasted: whoever waits gets in within the minutes it takes. */
export async function checkBudget(createBudget: (clock: Clock) => Budget): Promise<void> {
  const holder: { simulator?: Simulator } = {}
  const clock = manualClock({ settle: async () => holder.simulator?.settled() })
  const merchants = Array.from({ length: MERCHANTS }, (_, n) => ({
    username: `user-${n}`,
    password: 'password',
    id: `M-${n}`,
  }))
  const simulator = createSimulator({ clock, merchants, limits: false })
  holder.simulator = simulator
  const budget = createBudget(clock)
  const instances = merchants.map((credentials) =>
    createPagamioAuth({ environment: 'sandbox', credentials, fetch: simulator.fetch, clock, budget }),
  )
  // Shortly before a full minute by either clock, and again after it: windows that begin with the minute let ten through.
  await clock.advance(MINUTE - (clock.monotonic() % MINUTE) - 1_000)
  const asking = instances.slice(0, 5).map((auth) => auth.getToken())
  await clock.advance(2_000)
  asking.push(...instances.slice(5).map((auth) => auth.getToken({ timeoutMs: 10 * MINUTE })))
  await clock.advance(3 * MINUTE)
  const busiest = simulator.busiestWindow('login', MINUTE)
  demand(busiest <= 5, `${busiest} logins in one minute`)
  demand(simulator.count('login') === MERCHANTS, `${simulator.count('login')} of ${MERCHANTS} merchants logged in`)
  await Promise.all(asking)
}
