import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { machine, storedToken } from './support/run.ts'

const MINUTE = 60_000
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/

describe('pagamio token', () => {
  test('prints the bare token and a newline, and nothing else', async () => {
    const { run } = await machine()
    const { out, err, code } = await run(['token'])
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    expect(err).toBe('')
    expect(code).toBe(0)
  })

  test('30 runs in a loop cost one login (failure mode 10)', async () => {
    const { run, simulator } = await machine()
    const tokens = new Set<string>()
    for (let turn = 0; turn < 30; turn++) tokens.add((await run(['token'])).out)
    expect(tokens.size).toBe(1)
    expect(simulator.count()).toBe(1)
  })

  test('a wrong password in a loop is sent once, and at once when it is put right', async () => {
    const { run, simulator } = await machine()
    const wrong = { env: { PAGAMIO_PASSWORD: 'wrong-pass' } }
    for (let turn = 0; turn < 8; turn++) {
      const { out, err, code } = await run(['token'], wrong)
      expect({ out, code }).toEqual({ out: '', code: 4 })
      expect(err).toContain('Check username and password')
      expect(err).not.toContain('wrong-pass')
    }
    expect(simulator.count('login')).toBe(1)
    expect((await run(['token'])).code).toBe(0)
    expect(simulator.count('login')).toBe(2)
  })

  test('as a header, as JSON, as lines for eval', async () => {
    const { run } = await machine()
    const token = (await run(['token'])).out.trim()
    expect((await run(['token', '--header'])).out).toBe(`Authorization: Bearer ${token}\n`)
    const json = JSON.parse((await run(['token', '--json'])).out)
    expect(json).toEqual({ token, expiresAt: expect.any(String), expiresIn: expect.any(Number) })
    expect(Date.parse(json.expiresAt)).toBeGreaterThan(Date.now())
    const lines = (await run(['token', '--env'])).out
    const [, shown, expiresAt = ''] =
      /^export PAGAMIO_TOKEN='(.*)'\nexport PAGAMIO_TOKEN_EXPIRES_AT=(.*)\n$/.exec(lines) ?? []
    expect(shown).toBe(token)
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now())
  })

  test('one form only', async () => {
    const { run, simulator } = await machine()
    const { out, err, code } = await run(['token', '--header', '--json'])
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain('--json')
    expect(simulator.count()).toBe(0)
  })

  test('in the last five minutes: the held token at once, and a renewal behind it that the next run finds', async () => {
    const shop = await machine()
    const held = await storedToken(shop, 26 * MINUTE)
    expect((await shop.run(['token'])).out).toBe(`${held}\n`)
    const next = (await shop.run(['token'])).out
    expect(next).not.toBe(`${held}\n`)
    expect((await shop.run(['token'])).out).toBe(next)
    expect([shop.simulator.count('login'), shop.simulator.count('refresh')]).toEqual([1, 1])
  })

  test('ten at once in the last five minutes: one renewal', async () => {
    const shop = await machine({ latencyMs: 100 })
    const held = await storedToken(shop, 26 * MINUTE)
    const runs = await Promise.all(Array.from({ length: 10 }, () => shop.run(['token'])))
    expect(runs.map(({ code }) => code)).toEqual(Array(10).fill(0))
    expect((await shop.run(['token'])).out).not.toBe(`${held}\n`)
    expect([shop.simulator.count('login'), shop.simulator.count('refresh')]).toEqual([1, 1])
  })

  test('--min-ttl renews where less is left, and says so where that cannot be', async () => {
    const shop = await machine()
    const held = await storedToken(shop, 17 * MINUTE)
    expect((await shop.run(['token', '--min-ttl', '600'])).out).toBe(`${held}\n`)
    expect(shop.simulator.count()).toBe(1)
    shop.simulator.failNext('any', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
    const down = await shop.run(['token', '--min-ttl', '900'])
    expect(down).toMatchObject({ out: `${held}\n`, code: 0 })
    expect(down.err).toMatch(/It lives \d+ s only/)
    shop.simulator.clearFaults()
    expect((await shop.run(['token', '--min-ttl', '900'])).out).not.toBe(`${held}\n`)
    // One process has sent the refresh token, whatever it was answered: no other one sends it, so that this one logs in.
    expect([shop.simulator.count('login'), shop.simulator.count('refresh')]).toEqual([2, 2])
  })

  test('--min-ttl refreshes while the endpoint answers', async () => {
    const shop = await machine()
    const held = await storedToken(shop, 17 * MINUTE)
    expect((await shop.run(['token', '--min-ttl', '900'])).out).not.toBe(`${held}\n`)
    expect([shop.simulator.count('login'), shop.simulator.count('refresh')]).toEqual([1, 1])
  })

  test('in the last five minutes, and the endpoint is down: the held token, without a word', async () => {
    const shop = await machine()
    const held = await storedToken(shop, 26 * MINUTE)
    shop.simulator.failNext('any', { kind: 'reset' }, Number.POSITIVE_INFINITY)
    expect(await shop.run(['token'])).toEqual({ out: `${held}\n`, err: '', code: 0 })
  })

  test('a large --min-ttl in a loop costs no logins: half of a life is what is asked for', async () => {
    const { run, simulator } = await machine({ lifetimes: { accessMs: 600_000 } })
    for (let turn = 0; turn < 4; turn++) expect((await run(['token', '--min-ttl', '900'])).code).toBe(0)
    expect(simulator.count()).toBe(1)
  })

  test('the password may come from a file, with one newline at its end (failure mode 22)', async () => {
    const { run, home } = await machine()
    const path = `${home}/secret`
    await writeFile(path, `${demoCredentials.password}\n`)
    const fromFile = { env: { PAGAMIO_PASSWORD: undefined, PAGAMIO_PASSWORD_FILE: path } }
    expect((await run(['token'], fromFile)).out.trim()).toMatch(JWT)
    await rm(path)
    expect(await run(['token'], fromFile)).toMatchObject({ out: '', code: 3 })
  })

  test('without credentials it says so at once, and prints nothing that a script could take for a token', async () => {
    const { run, simulator } = await machine({ credentials: 'none' })
    const { out, err, code } = await run(['token'])
    expect({ out, code }).toEqual({ out: '', code: 3 })
    expect(err).toContain('pagamio login')
    expect(simulator.count()).toBe(0)
  })

  test('half of the environment is not mixed with anything', async () => {
    const { run } = await machine()
    const { out, err, code } = await run(['token'], { env: { PAGAMIO_PASSWORD: undefined } })
    expect({ out, code }).toEqual({ out: '', code: 3 })
    expect(err).toContain('PAGAMIO_PASSWORD')
  })

  test('the endpoint is down: the stored token is the answer; without one, an error and no output (failure mode 120)', async () => {
    const { run, simulator } = await machine()
    simulator.failNext('login', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
    expect(await run(['token'])).toMatchObject({ out: '', code: 5 })
    simulator.clearFaults()
    const { out } = await run(['token'])
    simulator.failNext('any', { kind: 'reset' }, Number.POSITIVE_INFINITY)
    expect((await run(['token'])).out).toBe(out)
  })

  test('the limit is spent: it says when to come again', async () => {
    const { run, simulator } = await machine()
    simulator.failNext('login', { kind: 'status', status: 429 })
    const { out, err, code } = await run(['token'])
    expect({ out, code }).toEqual({ out: '', code: 6 })
    expect(err).toMatch(/Try again in \d+ s/)
    expect(await run(['token'])).toMatchObject({ out: '', code: 6 })
    expect(simulator.count('login')).toBe(1)
  })

  test('a folder that others can write to costs sharing, and a line that says so, but no token', async () => {
    const { run, home } = await machine()
    await mkdir(`${home}/open`)
    await chmod(`${home}/open`, 0o777)
    const { out, err, code } = await run(['token'], { env: { PAGAMIO_STORE_FOLDER: `${home}/open` } })
    expect(out.trim()).toMatch(JWT)
    expect(err).toContain('Tokens are not shared')
    expect(code).toBe(0)
  })

  test('so does a folder that cannot be made', async () => {
    const { run, home } = await machine()
    await writeFile(`${home}/file`, '')
    const { out, err, code } = await run(['token'], { env: { PAGAMIO_STORE_FOLDER: `${home}/file/tokens` } })
    expect(out.trim()).toMatch(JWT)
    expect(err).toBe(`! Tokens are not shared: ${home}/file/tokens cannot be used (ENOTDIR).\n`)
    expect(code).toBe(0)
  })

  test('--verbose says on standard error what happens', async () => {
    const { run } = await machine()
    const { out, err } = await run(['token', '--verbose'])
    expect(err).toContain('login (first)')
    expect(err).not.toContain(out.trim())
  })
})
