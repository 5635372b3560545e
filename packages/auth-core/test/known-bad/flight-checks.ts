import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import { createBudget } from '../../src/index.ts'
import { type ManualClock, manualClock } from '../../src/testing/index.ts'
import { type CreateAuth, demand } from './subject.ts'

const LATENCY_MS = 200
const CALLERS = 50

/** Callers who come together share one acquisition. */
export async function checkSingleFlight(createAuth: CreateAuth): Promise<void> {
  const { auth, clock, simulator } = stage(createAuth)
  const asking = Promise.all(Array.from({ length: CALLERS }, () => auth.getToken()))
  await clock.advance(LATENCY_MS)
  const values = new Set((await asking).map(({ value }) => value))
  demand(simulator.count() === 1, `${CALLERS} callers cost ${simulator.count()} acquisitions`)
  demand(values.size === 1, 'callers of one flight got different tokens')
}

/** A 401 is judged by the token that was used: a late one for an old token gets the present token, and costs nothing. */
export async function checkRejectedToken(createAuth: CreateAuth): Promise<void> {
  const { auth, clock, simulator } = stage(createAuth)
  const first = auth.getToken()
  await clock.advance(LATENCY_MS)
  const old = await first
  const renewing = auth.getToken({ rejected: old })
  await clock.advance(LATENCY_MS)
  const present = await renewing
  demand(present.value !== old.value, 'a rejected token was not replaced')
  demand(simulator.count() === 2, `one 401 cost ${simulator.count() - 1} acquisitions`)
  for (let late = 0; late < 20; late++) {
    const answering = auth.getToken({ rejected: late % 2 ? old : old.value })
    await clock.advance(LATENCY_MS)
    demand((await answering).value === present.value, 'a late 401 for an old token replaced the new one')
  }
  demand(simulator.count() === 2, `late 401s cost ${simulator.count() - 2} acquisitions`)
}

function stage(createAuth: CreateAuth) {
  const holder: { simulator?: Simulator } = {}
  const clock: ManualClock = manualClock({ settle: async () => holder.simulator?.settled() })
  const simulator = createSimulator({ clock, limits: false, latencyMs: LATENCY_MS })
  holder.simulator = simulator
  const auth = createAuth({
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    clock,
    budget: createBudget({ clock }),
    random: () => 0.5,
  })
  return { auth, clock, simulator }
}
