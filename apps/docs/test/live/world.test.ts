// src/live/world/*.ts
import { describe, expect, test } from 'vitest'
import { parseScenario } from '../../src/live/world/scenario.ts'
import { World, type WorldView } from '../../src/live/world/world.ts'

const HOUR = 3_600_000

async function afterAnHour(scenario: string): Promise<WorldView> {
  const world = await World.open(parseScenario(scenario))
  await world.advanceTo(HOUR)
  return world.view()
}

describe('the counts that the page shows', () => {
  test('eight processes and a herd: one login, and all are served', async () => {
    const { library, handWritten } = await afterAnHour('processes=8&do=herd@5')
    expect(library).toMatchObject({ logins: 1, refreshes: 2, limited: 0, failed: 0 })
    expect(handWritten.logins).toBeGreaterThan(100)
    expect(handWritten.failed).toBeGreaterThan(100)
  })

  test('every token revoked: one more acquisition', async () => {
    const { library } = await afterAnHour('processes=8&do=herd@5,revoke@600')
    expect(library.logins + library.refreshes).toBe(4)
    expect(library).toMatchObject({ limited: 0, failed: 0 })
  })

  test('an endpoint that is down for a quarter of an hour while a token lives', async () => {
    const { library } = await afterAnHour('processes=8&do=down@120,up@1020')
    expect(library).toMatchObject({ limited: 0, failed: 0 })
  })

  test('a process that dies finds the token in the store', async () => {
    const { library } = await afterAnHour('processes=2&do=herd@5,kill@60,kill@120,kill@180')
    expect(library).toMatchObject({ logins: 1, failed: 0 })
  })

  test('both sides get the same requests', async () => {
    const { library, handWritten } = await afterAnHour('processes=4&merchants=3&do=herd@30')
    expect(library.served + library.failed).toBe(handWritten.served + handWritten.failed)
  })
})

test('a scenario comes out the same each time', async () => {
  const scenario = 'seed=7&processes=4&merchants=10&do=herd@5,storedown@60,storeup@300,kill@400'
  expect(await afterAnHour(scenario)).toEqual(await afterAnHour(scenario))
})

test('a moment is the same, however the time came there', async () => {
  const scenario = parseScenario('processes=3&do=herd@10,revoke@100')
  const [leap, steps] = [await World.open(scenario), await World.open(scenario)]
  await leap.advanceTo(200_000)
  for (let at = 0; at <= 200_000; at += 700) await steps.advanceTo(Math.min(at, 200_000))
  await steps.advanceTo(200_000)
  expect(steps.view()).toEqual(leap.view())
})
