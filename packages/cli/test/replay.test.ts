import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { createPagamioAuth, createPagamioAuthPool } from '@pagamio/auth-core'
import { type IncidentFile, recordIncident } from '@pagamio/auth-core/incident'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Machine, machine } from './support/run.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** A login, a 503 when it is renewed, and a revocation. */
async function recorded(): Promise<IncidentFile> {
  const holder: { simulator?: ReturnType<typeof createSimulator> } = {}
  const clock = manualClock({ settle: async () => holder.simulator?.settled() })
  const simulator = createSimulator({ clock })
  holder.simulator = simulator
  const pagamio = createPagamioAuth({
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    clock,
    random: () => 0.5,
  })
  const incident = recordIncident(pagamio)
  await pagamio.getToken()
  await clock.advance(26 * 60_000)
  simulator.failNext('refresh', { kind: 'status', status: 503 })
  const token = await pagamio.getToken()
  await clock.advance(5_000)
  await pagamio.getToken({ rejected: token })
  return incident.toJSON()
}

let file: IncidentFile
beforeAll(async () => {
  file = await recorded()
})

const kept = async ({ home }: Machine, content: unknown): Promise<string> => {
  const path = `${home}/incident.json`
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

/** Whoever goes to the network is refused, and counted. */
function noNetwork() {
  const refuse = vi.fn(() => {
    throw new Error('no network here')
  })
  vi.stubGlobal('fetch', refuse)
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(refuse as never)
  return refuse
}

describe('pagamio replay', () => {
  test('shows an incident step by step in words, and goes nowhere', async () => {
    const shop = await machine()
    const path = await kept(shop, file)
    const network = noNetwork()
    const { out, err, code } = await shop.run(['replay', path])
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(network).not.toHaveBeenCalled()
    expect(shop.simulator.count()).toBe(0)
    expect(out).toMatchSnapshot()
  })

  test('says the same as JSON', async () => {
    const shop = await machine({ credentials: 'none' })
    const { out, code } = await shop.run(['replay', await kept(shop, file), '--json'])
    const said = JSON.parse(out)
    expect(code).toBe(0)
    expect(said).toMatchObject({ of: 'instance', dropped: 0, differing: 0 })
    expect(said.steps).toHaveLength(file.steps)
    expect(said.steps[0]).toMatchObject({ merchant: 1, step: 1, sinceMs: 0, type: 'asked', actions: ['begin', 'read'] })
  })

  test('ends with what this version decides otherwise', async () => {
    const shop = await machine({ credentials: 'none' })
    const changed = JSON.parse(JSON.stringify(file))
    const step = changed.merchants[0].trace.findIndex(({ state }: { state: { backoff?: unknown } }) => state.backoff)
    changed.merchants[0].trace[step].state.backoff.count = 7
    const { out, code } = await shop.run(['replay', await kept(shop, changed)])
    expect(code).toBe(1)
    expect(out).toMatch(/this version decides otherwise in \d of them\.\n/)
    expect(out.trimEnd()).toContain(
      `step ${step}: not answered: endpoint_unavailable (503)`.replace('not answered', 'answered'),
    )
    expect(out).toContain('state.backoff.count: recorded 7, decided 1')
  })

  test('tells the merchants of a pool apart by number', async () => {
    const shop = await machine({ credentials: 'none' })
    const simulator = createSimulator()
    const pool = createPagamioAuthPool({
      environment: 'sandbox',
      fetch: simulator.fetch,
      credentialsFor: async () => demoCredentials,
    })
    const incident = recordIncident(pool)
    for (const name of ['canary-one', 'canary-two']) await pool.for(name).getToken()
    const { out, code } = await shop.run(['replay', await kept(shop, incident.text())])
    await pool.close()
    expect(code).toBe(0)
    expect(out).toContain('Recorded of a pool, 2 merchants of it')
    expect(out).toContain('merchant 2: a caller waits: there is no token')
    expect(out).not.toContain('canary')
  })

  test.each([
    ['half of it', (text: string) => text.slice(0, 900), 'it is no JSON, or not all of it'],
    ['another version', (text: string) => text.replace('"incident":1', '"incident":9'), 'it is of another version'],
    ['more than 5 MB', (text: string) => text + ' '.repeat(5_000_000), 'it is larger than 5 MB'],
    [
      'a name',
      (text: string) => text.replace('"of":"instance"', '"of":"<b>\\u001b[31m</b>"'),
      'it does not begin as one',
    ],
    ['a prototype', (text: string) => text.replace('"event":{', '"event":{"__proto__":{},'), 'line 2 of merchant 1'],
    [
      'an address',
      (text: string) => text.replace('"event":{', '"event":{"baseUrl":"https://evil.example",'),
      'line 2 of merchant 1 is not as the format has it',
    ],
  ])('refuses %s in one sentence, and shows nothing of it', async (_what, change, why) => {
    const shop = await machine()
    const path = await kept(shop, change(JSON.stringify(file)))
    const network = noNetwork()
    const { out, err, code } = await shop.run(['replay', path])
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain(`This is no incident to replay: ${why}`)
    expect(err.trimEnd().split('\n')).toHaveLength(2)
    expect(err).not.toMatch(/evil|<b>|\[31m|proto/)
    expect(network).not.toHaveBeenCalled()
  })

  test.each(['nowhere.json', 'folder', 'pipe', '/dev/zero'])('refuses %s, which is no file', async (path) => {
    const shop = await machine({ credentials: 'none' })
    await mkdir(`${shop.home}/folder`)
    execFileSync('mkfifo', [`${shop.home}/pipe`])
    const { err, code } = await shop.run(['replay', path.startsWith('/') ? path : `${shop.home}/${path}`])
    expect(code).toBe(2)
    expect(err).toMatch(/^✗ The file cannot be read \(E[A-Z]+\)\.\n/)
  })
})
