import { createSimulator } from '@pagamio/simulator'
import type { FetchLike } from '../../src/index.ts'
import { manualClock } from '../../src/testing/index.ts'
import { secretIn } from '../model/secrets.ts'
import { type CreateAuth, demand } from './subject.ts'

const credentials = { username: 'canary-user', password: 'canary-password' }

/** Neither a token nor an error shows a secret, however it is printed. */
export async function checkRedaction(createAuth: CreateAuth): Promise<void> {
  const simulator = createSimulator({ merchants: [{ ...credentials, id: 'M-1' }] })
  const token = await authWith(createAuth, simulator.fetch).getToken()
  demand(secretIn(token) === undefined, 'a token prints itself')
  const error: unknown = await authWith(createAuth, tellTale)
    // Too little for a second try, so that the first failure is told.
    .getToken({ timeoutMs: 500 })
    .then(
      () => undefined,
      (thrown) => thrown,
    )
  demand(/did not answer/.test(String(error)), 'a failure went unnoticed')
  demand(secretIn(error) === undefined, 'an error holds the request')
}

function authWith(createAuth: CreateAuth, fetch: FetchLike) {
  return createAuth({ environment: 'sandbox', credentials, fetch, clock: manualClock(), timeoutMs: 30_000 })
}

/** As HTTP clients do: the error carries the request. */
const tellTale: FetchLike = async (_input, init) => {
  throw Object.assign(new TypeError('fetch failed'), { config: { data: init?.body } })
}
