import { demoCredentials } from '@pagamio/simulator'
import { type Incident, recordIncident } from '../../src/incident/index.ts'
import { memoryStore, type SharedTokenStore } from '../../src/index.ts'
import { MINUTE, passTime, rejection, scene } from '../support/scene.ts'

/** What must be in no file. */
export interface Recorded {
  readonly incident: Incident
  readonly secrets: readonly string[]
}

const KEY = new Uint8Array(32).fill(3)
/** As an error of a real store's client might say it. */
const STORE_URL = 'redis://shop:canary-store@redis.internal:6379'

function breakable(): { readonly store: SharedTokenStore; fail(fails: boolean): void } {
  let broken = false
  const inner = memoryStore()
  const store = new Proxy(inner, {
    get: (of, name) => {
      const method = Reflect.get(of, name, of)
      if (typeof method !== 'function') return method
      return async (...args: unknown[]) => {
        if (broken) throw new Error(`connect ECONNREFUSED ${STORE_URL}`)
        return Reflect.apply(method, of, args)
      }
    },
  })
  return { store, fail: (fails) => (broken = fails) }
}

/** A storm of 503s, a revocation, a wrong password and a store that is down, on an instance that is attached to late. */
export async function recordedStorm(): Promise<Recorded> {
  const { store, fail } = breakable()
  const { auth, clock, simulator } = scene({ auth: { store, key: KEY } })
  const values = [(await auth.getToken()).value]
  const incident = recordIncident(auth)
  await clock.advance(26 * MINUTE)
  for (let call = 0; call < 4; call++) simulator.failNext('refresh', { kind: 'status', status: 503 })
  await auth.getToken()
  await clock.advance(5 * MINUTE)
  const revoked = await passTime(auth.getToken(), clock)
  values.push(revoked.value, (await passTime(auth.getToken({ rejected: revoked }), clock)).value)
  fail(true)
  await clock.advance(31 * MINUTE)
  values.push((await passTime(auth.getToken(), clock)).value)
  fail(false)
  auth.setCredentials({ ...demoCredentials, password: 'canary-wrong' })
  await clock.advance(31 * MINUTE)
  const refused = rejection(auth.getToken())
  await passTime(refused, clock)
  const { username, password } = demoCredentials
  return {
    incident,
    secrets: [
      ...values,
      password,
      'canary',
      'rt_',
      'eyJ',
      'ECONNREFUSED',
      `"${username}"`,
      auth.status().account,
      'http',
      auth.status().environment,
    ],
  }
}
