import { chmod, readdir, rm } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { permitKey } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { fileStore } from '@pagamio/store-file'
import { describe, expect, test } from 'vitest'
import { examine } from '../../src/doctor/examination.ts'
import { exitCodeOf } from '../../src/doctor/report.ts'
import { Failure } from '../../src/failure.ts'
import { machine } from '../support/run.ts'
import { freePort } from './support/front.ts'
import { scene } from './support/scene.ts'

const ALL_PASSED = {
  configuration: 'passed',
  credentials: 'passed',
  dns: 'passed',
  connection: 'passed',
  health: 'passed',
  api: 'passed',
  clock: 'passed',
  store: 'passed',
  budget: 'passed',
  token: 'passed',
  call: 'passed',
}
const ORDER = Object.keys(ALL_PASSED)

describe('a setup that works', () => {
  test('passes every check, in order, for one login and one call with a token', async () => {
    const { examine, simulator } = await scene()
    const { all, states, text } = await examine()
    expect(all.map(({ check }) => check)).toEqual(ORDER)
    expect(states).toEqual(ALL_PASSED)
    expect(text).toContain('A new one, by login, good for 30 min.')
    expect(text.endsWith('All is well.')).toBe(true)
    expect(simulator.log.map(({ endpoint, authorization }) => [endpoint, authorization])).toEqual([
      ['health', 'none'],
      ['categories', 'none'],
      ['login', 'none'],
      ['categories', 'bearer'],
    ])
  })

  test('costs no login where a token is stored', async () => {
    const { examine, anotherProgram, clock, simulator } = await scene()
    await anotherProgram()
    await clock.advance(7 * 60_000)
    const { of, states } = await examine()
    expect(states).toEqual(ALL_PASSED)
    expect(of('token').says).toBe('The stored one, good for 23 min: no login was needed.')
    expect(simulator.count('login')).toBe(1)
    expect(simulator.count('refresh')).toBe(0)
  })

  test('where the stored token ends soon, it is renewed behind the examination, without a login', async () => {
    const { examine, anotherProgram, clock, simulator } = await scene()
    await anotherProgram()
    await clock.advance(27 * 60_000)
    const { of, states } = await examine()
    expect(states).toEqual(ALL_PASSED)
    expect(of('token').says).toBe('The stored one, good for 3 min: no login was needed.')
    expect(simulator.count('login')).toBe(1)
  })

  test('leaves its token for the next program', async () => {
    const { examine, anotherProgram, simulator } = await scene()
    await examine()
    await anotherProgram()
    expect(simulator.count('login')).toBe(1)
  })

  test('where the stored token has expired it costs a refresh and no login', async () => {
    const { examine, anotherProgram, clock, simulator } = await scene()
    await anotherProgram()
    await clock.advance(31 * 60_000)
    const { of } = await examine()
    expect(of('token').says).toBe('A new one, by refresh, good for 30 min.')
    expect([simulator.count('login'), simulator.count('refresh')]).toEqual([1, 1])
  })

  test('reads credentials from a function once', async () => {
    let reads = 0
    const credentials = async () => {
      reads++
      return demoCredentials
    }
    const { examine } = await scene({ credentials })
    expect((await examine()).states).toEqual(ALL_PASSED)
    expect(reads).toBe(1)
  })

  test('over the machine’s own clocks and the simulator’s own server', async () => {
    const { subject, examine, store } = await scene()
    await using simulator = createSimulator()
    const { url } = await simulator.listen()
    const { createPagamioAuth } = await import('@pagamio/auth-core')
    const own = fileStore({ folder: store.folder })
    const { states } = await examine({
      connect: async () => ({ ...(await subject.connect()), baseUrl: url }),
      store: own,
      open: ({ baseUrl, credentials }) => createPagamioAuth({ baseUrl, credentials, store: own }),
      now: Date.now,
    })
    expect(states).toEqual(ALL_PASSED)
  })
})

describe('an examination', () => {
  test('that is left early sends nothing more, and ends', async () => {
    const { subject, simulator } = await scene()
    for await (const { check } of examine(subject)) if (check === 'credentials') break
    expect(simulator.count()).toBe(0)
  })

  test('does not throw where everything does', async () => {
    const { subject, examine } = await scene()
    const broken = new Proxy(subject.store, {
      get: () => () => {
        throw new TypeError('broken')
      },
    })
    const { all, states } = await examine({ store: broken, lookup: undefined })
    expect(all.map(({ check }) => check)).toEqual(ORDER)
    expect(states).toMatchObject({ store: 'warned', budget: 'skipped' })
  })
})

describe('a broken setup', () => {
  test('nothing is configured: says what to do, looks at the store, and sends nothing', async () => {
    const { examine, simulator } = await scene()
    const { of, all, states } = await examine({
      connect: async () => {
        throw new Failure('No credentials.', 'Run `pagamio login`.')
      },
    })
    expect(of('configuration')).toEqual({
      check: 'configuration',
      state: 'failed',
      says: 'No credentials.',
      todo: 'Run `pagamio login`.',
    })
    expect(of('call').says).toBe('Not tried: configuration failed.')
    expect(states).toEqual({
      ...Object.fromEntries(ORDER.map((check) => [check, 'skipped'])),
      configuration: 'failed',
      store: 'passed',
    })
    expect(exitCodeOf(all)).toBe(1)
    expect(simulator.count()).toBe(0)
  })

  test('a base URL that is none, or not safe, fails with what to do', async () => {
    const { examineWith, simulator } = await scene()
    for (const baseUrl of [
      'vas-api.pagamio.tech',
      'http://vas-api.pagamio.tech',
      'https://user:secret@vas-api.pagamio.tech',
    ]) {
      const { of, text } = await examineWith({ baseUrl })
      expect(of('configuration').state).toBe('failed')
      expect(of('configuration').todo).toBeTruthy()
      expect(text).not.toContain('secret@')
    }
    expect(simulator.count()).toBe(0)
  })

  test.each(['https://api.pagamio.com/api/v1', 'https://API.pagamio.com'])(
    'the host of one sample in the documentation is a mistake, and gets no password: %s',
    async (baseUrl) => {
      const { examineWith, simulator } = await scene()
      const { of, states } = await examineWith({ baseUrl })
      expect(of('configuration')).toMatchObject({ state: 'failed', todo: expect.stringContaining('by mistake') })
      expect(states).toMatchObject({ dns: 'skipped', token: 'skipped', call: 'skipped' })
      expect(simulator.count()).toBe(0)
    },
  )

  test('a wrong password costs one login, and a second examination none (failure mode 4)', async () => {
    const { examine, simulator } = await scene({ credentials: { ...demoCredentials, password: 'not-the-one' } })
    const { of, states } = await examine()
    expect(states).toEqual({ ...ALL_PASSED, token: 'failed', call: 'skipped' })
    expect(of('token').says).toBe('The login endpoint refused this username and password (401).')
    expect(of('token').todo).toContain('sandbox or production')
    const again = await examine()
    expect(again.of('token').says).toBe(
      'This username and password were refused lately (401), and were not tried again.',
    )
    expect(simulator.count('login')).toBe(1)
  })

  test('a key of the store that is none is the store’s matter, and no program starts with it', async () => {
    const { run, simulator } = await machine()
    const env = { PAGAMIO_STORE_KEY: 'hunter2' }
    const { out, code } = await run(['doctor', '--json'], { env })
    const { checks } = JSON.parse(out) as { checks: { check: string; state: string; says: string }[] }
    expect(checks.filter(({ state }) => state === 'failed')).toMatchObject([
      { check: 'store', says: expect.stringContaining('PAGAMIO_STORE_KEY') },
    ])
    expect(code).toBe(1)
    expect(out).not.toContain('hunter2')
    expect((await run(['token'], { env })).code).toBe(3)
    expect(simulator.count('login')).toBe(1)
  })

  test('a password that cannot be read is the credentials’ matter, from a file as from a profile', async () => {
    const { run, home, simulator, url } = await machine()
    const failedIn = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
      const { out } = await run(['doctor', '--json', ...args], { env })
      const { checks } = JSON.parse(out) as { checks: { check: string; state: string }[] }
      return checks.filter(({ state }) => state === 'failed').map(({ check }) => check)
    }
    expect(await failedIn([], { PAGAMIO_PASSWORD: '', PAGAMIO_PASSWORD_FILE: `${home}/nowhere` })).toEqual([
      'credentials',
    ])
    const shop = ['--username', 'demo', '--base-url', url, '--storage', 'file', '--no-check', '--password-stdin']
    await run(['login', '--profile', 'shop', ...shop], { input: 'secret' })
    await rm(`${home}/config/passwords.json`)
    expect(await failedIn(['--profile', 'shop'], {})).toEqual(['credentials'])
    expect(simulator.count('login')).toBe(0)
  })

  test('nothing listens: says so, and what is behind it is not tried', async () => {
    const { examineWith } = await scene()
    const port = await freePort()
    const { of, states } = await examineWith({ baseUrl: `http://127.0.0.1:${port}/api/v1` })
    expect(of('connection').says).toBe(`Nothing listens at 127.0.0.1:${port} (ECONNREFUSED).`)
    expect(of('connection').todo).toContain('pagamio simulate')
    expect(of('call').says).toBe('Not tried: connection failed.')
    expect(states).toEqual({
      ...ALL_PASSED,
      connection: 'failed',
      health: 'skipped',
      api: 'skipped',
      clock: 'skipped',
      token: 'skipped',
      call: 'skipped',
    })
  })

  test('after a 429 it says so, and where to look', async () => {
    const { examine, store, baseUrl } = await scene()
    const signal = AbortSignal.timeout(60_000)
    const key = permitKey(new URL(baseUrl).origin, 'login')
    await store.takePermit(key, { id: 'a', limit: 5, windowMs: 60_000, callMs: 30_000, placeMs: 0 }, { signal })
    await store.settlePermit(key, { id: 'a', outcome: 'closed', closedForMs: 60_000 }, { signal })
    expect((await examine()).of('budget')).toMatchObject({
      state: 'warned',
      says: 'Pagamio answered 429, or refused this address: the next login in 60 s.',
      todo: expect.stringContaining('does not share this store'),
    })
  })

  test('the budget is spent: no login is sent, and it is said when one may be', async () => {
    const { examine, simulator, store, baseUrl, clock } = await scene()
    const signal = AbortSignal.timeout(60_000)
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      const ask = { id, limit: 5, windowMs: 60_000, callMs: 30_000, placeMs: 0 }
      await store.takePermit(permitKey(new URL(baseUrl).origin, 'login'), ask, { signal })
      await store.settlePermit(
        permitKey(new URL(baseUrl).origin, 'login'),
        { id, outcome: 'success', closedForMs: 0 },
        { signal },
      )
    }
    await clock.advance(18_000)
    const { of, states } = await examine()
    expect(of('budget')).toMatchObject({
      state: 'warned',
      says: '0 of 5 logins and 10 of 10 refreshes left in this minute; the next login in 42 s.',
    })
    expect(states).toEqual({ ...ALL_PASSED, budget: 'warned', token: 'failed', call: 'skipped' })
    expect(of('token').says).toMatch(/^No login may be sent yet.* Try again in 43 s\.$/)
    expect(simulator.count('login')).toBe(0)
  })

  test('others can write to the folder: a warning, and tokens still work without it', async () => {
    const { examine, simulator, store, subject, clock } = await scene()
    await store.ready()
    await chmod(store.folder, 0o777)
    const examined = examine()
    // Without a living token the store is waited for a while, on the clock that tests turn.
    const over = examined.then(() => true)
    while (!(await Promise.race([over, setTimeout(5, false)]))) await clock.advance(100)
    const { of, states, all } = await examined
    expect(states).toEqual({ ...ALL_PASSED, store: 'warned', budget: 'skipped' })
    expect(of('store').says).toBe(
      `Tokens are not shared: ${subject.store.folder} can be written by others: chmod 700 it, or choose another.`,
    )
    expect(of('store').todo).toContain('PAGAMIO_STORE_FOLDER')
    expect(exitCodeOf(all)).toBe(0)
    expect(simulator.count('login')).toBe(1)
    expect(await readdir(store.folder)).toEqual([])
  })

  test('a folder that cannot be made is named with the system’s code', async () => {
    const { examine } = await scene()
    const { of } = await examine({ store: fileStore({ folder: '/dev/null/tokens' }) })
    expect(of('store')).toMatchObject({
      state: 'warned',
      says: 'Tokens are not shared: /dev/null/tokens cannot be used (ENOTDIR).',
    })
  })

  test('a name without an address: says so, and what is behind it is not tried', async () => {
    const { examineWith, simulator } = await scene()
    const { of, states } = await examineWith({ baseUrl: 'https://nothing.invalid/api/v1' })
    expect(states).toEqual({
      ...ALL_PASSED,
      dns: 'failed',
      connection: 'skipped',
      health: 'skipped',
      api: 'skipped',
      clock: 'skipped',
      token: 'skipped',
      call: 'skipped',
    })
    expect(of('dns').says).toBe('nothing.invalid has no address (ENOTFOUND).')
    expect(of('token').says).toBe('None is stored, and a new one was not tried: dns failed.')
    expect(simulator.count()).toBe(0)
  })

  test('the network is down while a token is stored: it is found, and no login is tried', async () => {
    const { examine, anotherProgram, simulator, stop } = await scene()
    await anotherProgram()
    await stop()
    const { of, states } = await examine()
    expect(states).toEqual({
      ...ALL_PASSED,
      connection: 'failed',
      health: 'skipped',
      api: 'skipped',
      clock: 'skipped',
      call: 'skipped',
    })
    expect(of('token').says).toBe('The stored one, good for 30 min: no login was needed.')
    expect(simulator.count()).toBe(1)
  })
})
