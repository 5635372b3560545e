import { chmod, mkdir } from 'node:fs/promises'
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { demoCredentials } from '@pagamio/simulator'
import { fileStore } from '@pagamio/store-file'
import { describe, expect, test } from 'vitest'
import { machine } from './support/run.ts'

describe('pagamio status', () => {
  test('makes no call, also where there is no token, and no folder', async () => {
    const { run, simulator } = await machine()
    const { out, code } = await run(['status'])
    expect(out).toContain('none yet: the next call logs in')
    expect(out).toContain('5 of 5 left in this minute')
    expect(code).toBe(0)
    expect(simulator.count()).toBe(0)
  })

  test('shows the token’s life and what is left, and neither token nor username', async () => {
    const { run, simulator } = await machine()
    const token = (await run(['token'])).out.trim()
    const { out } = await run(['status'])
    expect(out).toMatch(/^account {4}[0-9a-f]{8}, from environment\napi {8}http/)
    expect(out).toMatch(/\ntoken {6}good for (29|30) min, until .*, generation \d+\n/)
    expect(out).toContain('4 of 5 left in this minute')
    expect(out).not.toContain(token)
    expect(out).not.toContain('demo')
    expect(simulator.count()).toBe(1)
  })

  test('as JSON', async () => {
    const { run, home } = await machine()
    await run(['token'])
    const seen = JSON.parse((await run(['status', '--json'])).out)
    expect(seen).toMatchObject({
      source: 'environment',
      state: 'fresh',
      usable: true,
      budget: { login: { limit: 5, left: 4 }, refresh: { limit: 10, left: 10 } },
      store: `${home}/tokens`,
      storeMs: expect.any(Number),
    })
    expect(Date.parse(seen.expiresAt)).toBeGreaterThan(Date.now())
  })

  test('knows of a refused password, and of a limit that is spent, without trying', async () => {
    const { run, simulator } = await machine()
    const wrong = { env: { PAGAMIO_PASSWORD: 'wrong-pass' } }
    await run(['token'], wrong)
    expect((await run(['status'], wrong)).out).toContain('the password was refused')
    simulator.failNext('login', { kind: 'status', status: 429 })
    await run(['token'])
    expect((await run(['status'])).out).toMatch(/logins +none for \d+ s: Pagamio answered 429/)
    expect(simulator.count()).toBe(2)
  })

  test('knows of a login that waits for a person, by its own exit code and words', async () => {
    const { run, simulator } = await machine()
    simulator.failNext('login', { kind: 'answer', body: '{"requires2FA":true,"tempToken":"temp-CANARY"}' })
    const first = await run(['token'])
    expect(first).toMatchObject({ code: 4, out: '', err: expect.stringContaining('second factor') })
    const { out } = await run(['status'])
    expect(out).toMatch(/token +none: the login waits for a person \(two-factor login\), and is tried again in/)
    expect(`${first.err}${out}`).not.toContain('CANARY')
    expect(simulator.count()).toBe(1)
  })

  test('says how long a refused password is not tried again, and not that it may be tried now', async () => {
    const { run, home, url, simulator } = await machine()
    const wrong = { env: { PAGAMIO_PASSWORD: 'wrong-pass' } }
    const clock = { now: () => Date.now() - 4 * 60_000, monotonic: () => performance.now() }
    const auth = createPagamioAuth({
      baseUrl: url,
      credentials: { ...demoCredentials, password: 'wrong-pass' },
      store: fileStore({ folder: `${home}/tokens`, clock }),
      budget: createBudget(),
    })
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'invalid_credentials' })
    await auth.close()
    expect((await run(['status'], wrong)).out).toMatch(/token +none: the password was refused.* in 6 min, or by/)
    const seen = JSON.parse((await run(['status', '--json'], wrong)).out)
    expect(seen).toMatchObject({ state: 'refused', usable: false })
    expect(seen.nextAcquisitionInMs).toBeLessThanOrEqual(6 * 60_000)
    expect(seen.nextAcquisitionInMs).toBeGreaterThan(5 * 60_000)
    expect(simulator.count()).toBe(1)
  })

  test('says why the store is not used', async () => {
    const { run, home } = await machine()
    await mkdir(`${home}/open`)
    await chmod(`${home}/open`, 0o777)
    const { out, code } = await run(['status'], { env: { PAGAMIO_STORE_FOLDER: `${home}/open` } })
    expect(out).toMatch(/store +not used: .*can be written by others/)
    expect(out).toContain('unknown: the store cannot say')
    expect(code).toBe(0)
  })

  test('without credentials there is nothing to look at', async () => {
    const { run } = await machine({ credentials: 'none' })
    expect(await run(['status'])).toMatchObject({ out: '', code: 3 })
  })
})
