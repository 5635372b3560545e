import { recordIncident } from '@pagamio/auth-core/incident'
import { demoCredentials } from '@pagamio/simulator'
import { scene } from './scene.ts'

const MINUTE = 60_000

/** A login, and a 503 when the token is renewed; and what must be in no byte of it. */
export async function recordedOutage(): Promise<{ readonly text: string; readonly secrets: readonly string[] }> {
  const { auth, simulator, clock } = scene()
  const incident = recordIncident(auth)
  const { value } = await auth.getToken()
  await clock.turn(26 * MINUTE)
  simulator.failNext('refresh', { kind: 'status', status: 503 })
  const failed = new Promise<void>((resolve) => {
    auth.subscribe(({ type }) => type === 'acquisition_failed' && resolve())
  })
  await auth.getToken()
  await failed
  await clock.turn(2 * MINUTE)
  await auth.getToken({ minTtlMs: 10 * MINUTE })
  return { text: incident.text(), secrets: [value, demoCredentials.password, auth.status().account, 'pagamio.'] }
}
