import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { readIncident, recordIncident, replayIncident } from '../../src/incident/index.ts'
import { createPagamioAuth, createPagamioAuthPool } from '../../src/index.ts'
import { manualClock } from '../../src/testing/index.ts'
import { MINUTE, rejection, scene } from '../support/scene.ts'
import { recordedStorm } from './incidents.ts'

const SECOND_PASSWORD = { ...demoCredentials, password: 'another' }

describe('recordIncident', () => {
  test('writes no token, password, name, fingerprint or address', async () => {
    const { incident, secrets } = await recordedStorm()
    const text = incident.text()
    for (const secret of secrets) expect(text).not.toContain(secret)
    expect(text).toContain('access-')
    expect(text).not.toContain('unknown')
    expect(incident.toJSON()).toEqual(JSON.parse(text))
  })

  test('begins with the state by then, of an instance that has been in use for long', async () => {
    const { auth } = scene()
    await auth.getToken()
    const incident = recordIncident(auth)
    const [merchant] = readIncident(incident.text()).merchants
    expect(merchant).toMatchObject({ merchant: 1, dropped: 0, trace: [{ state: { held: { account: 'account-1' } } }] })
  })

  test('keeps the last steps; what came before becomes the beginning, and the file still replays', async () => {
    const { auth, clock } = scene()
    using incident = recordIncident(auth, { most: 50 })
    await auth.getToken()
    for (let life = 0; life < 60; life++) {
      await clock.advance(31 * MINUTE)
      await auth.getToken()
    }
    const file = readIncident(incident.text())
    expect(file.steps).toBe(50)
    expect(file.dropped).toBeGreaterThan(50)
    expect(file.merchants[0]?.trace).toHaveLength(51)
    expect(replayIncident(file).filter(({ differences }) => differences.length > 0)).toEqual([])
  })

  test('is bounded by size too: a file is never too large to be read', () => {
    const { auth } = scene()
    const incident = recordIncident(auth, { most: 10_000 })
    for (let step = 0; step < 10_000; step++) auth.setCredentials(step % 2 ? demoCredentials : SECOND_PASSWORD)
    const file = readIncident(incident.text())
    expect(file.steps).toBeGreaterThan(2_000)
    expect(file.dropped).toBe(10_000 - file.steps)
    expect(replayIncident(file).every(({ differences }) => differences.length === 0)).toBe(true)
  })

  test('numbers the merchants of a pool, bounded in all, and tells of those to whom something happens', async () => {
    const simulator = createSimulator({ limits: { logins: 1_000 } })
    const pool = createPagamioAuthPool({
      environment: 'sandbox',
      fetch: simulator.fetch,
      credentialsFor: async (name) => ({ username: `canary-${name}`, password: 'canary-password' }),
    })
    pool.for('M-idle').status()
    await rejection(pool.for('M-refused').getToken())
    const incident = recordIncident(pool, { most: 40 })
    const before = readIncident(incident.text())
    expect(before).toMatchObject({ of: 'pool', steps: 0, merchants: [{ merchant: 1, trace: [{ trace: 1 }] }] })
    for (const number of Array.from({ length: 4 }).keys()) await rejection(pool.for(`M-${number}`).getToken())
    const text = incident.text()
    const { steps, merchants } = readIncident(text)
    expect(steps).toBeLessThanOrEqual(40)
    expect(merchants.map(({ merchant }) => merchant)).toEqual(Array.from(merchants, (_, at) => at + 1))
    expect(merchants.length).toBeGreaterThan(3)
    for (const secret of ['M-', 'canary', pool.for('M-1').status().account]) expect(text).not.toContain(secret)
    expect(replayIncident(readIncident(text)).every(({ differences }) => differences.length === 0)).toBe(true)
    await pool.close()
  })

  test('attaches to an instance and a pool that are not made yet, without asking for their options', async () => {
    const clock = manualClock()
    const simulator = createSimulator({ clock })
    let asked = 0
    const common = { environment: 'sandbox', fetch: simulator.fetch, clock } as const
    const late = createPagamioAuth(() => {
      asked++
      return { ...common, credentials: demoCredentials }
    })
    const latePool = createPagamioAuthPool(() => {
      asked++
      return { ...common, credentialsFor: async () => demoCredentials }
    })
    const recordings = [recordIncident(late), recordIncident(latePool)]
    expect(recordings.map((one) => one.toJSON().merchants)).toEqual([[], []])
    expect(asked).toBe(0)
    await late.getToken()
    await latePool.for('M').getToken()
    for (const one of recordings) expect(readIncident(one.text()).steps).toBeGreaterThan(3)
  })

  test('several record at once; one that was stopped hears no more and keeps what it has', async () => {
    const { auth, clock } = scene()
    const [stopped, other] = [recordIncident(auth), recordIncident(auth)]
    await auth.getToken()
    const text = stopped.text()
    stopped.stop()
    await clock.advance(31 * MINUTE)
    await auth.getToken()
    expect(stopped.text()).toBe(text)
    expect(other.toJSON().steps).toBeGreaterThan(JSON.parse(text).steps)
  })

  test('costs a cached getToken() nothing: no step, and no byte', async () => {
    const { auth } = scene()
    await auth.getToken()
    const allocated = async () => {
      const rounds: number[] = []
      for (let round = 0; round < 31; round++) {
        const before = process.memoryUsage().heapUsed
        for (let call = 0; call < 1_000; call++) await auth.getToken()
        rounds.push((process.memoryUsage().heapUsed - before) / 1_000)
      }
      // Of some rounds a collection takes its part.
      return rounds.sort((one, other) => one - other)[15] ?? Number.NaN
    }
    await allocated()
    const alone = await allocated()
    const incident = recordIncident(auth)
    const recorded = await allocated()
    expect(incident.toJSON().steps).toBe(0)
    // Less than the smallest object there is.
    expect(recorded - alone).toBeLessThan(12)
  })

  test.each([0, 1.5, 10_001, Number.NaN])('refuses to keep %d steps', (most) => {
    const { auth } = scene()
    expect(() => recordIncident(auth, { most })).toThrow('Option "most" should be a whole number from 1 to 10000.')
  })

  test.each([undefined, {}, { getToken() {} }])('refuses %j', (other) => {
    expect(() => recordIncident(other as never)).toThrow('An incident is recorded of what createPagamioAuth')
  })
})
