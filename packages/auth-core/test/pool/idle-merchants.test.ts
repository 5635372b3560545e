import { createSimulator } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import {
  createBudget,
  createPagamioAuthPool,
  type FetchLike,
  type PagamioAuthEvent,
  type PagamioAuthPool,
  type PagamioAuthPoolOptions,
} from '../../src/index.ts'
import { manualClock } from '../../src/testing/index.ts'
import { rejection } from '../support/scene.ts'

// About what a pool keeps of merchants for whom nothing happens: all that it knows of them, and no instance.

const garbage = globalThis.gc as () => void

const credentials = { username: 'user-0', password: 'pass-0' }
const merchant = { id: 'M-0', ...credentials }

function scene(options: Partial<PagamioAuthPoolOptions> = {}) {
  const clock = manualClock()
  const simulator = createSimulator({ clock, merchants: [merchant] })
  const pool = createPagamioAuthPool({
    environment: 'sandbox',
    credentialsFor: () => credentials,
    fetch: simulator.fetch,
    clock,
    ...options,
  })
  return { clock, pool, simulator }
}

/** Uses the instance, and holds nothing of it afterwards. */
async function used(pool: PagamioAuthPool, use: (auth: ReturnType<PagamioAuthPool['for']>) => unknown) {
  const instance = pool.for('M-0')
  await use(instance)
  return new WeakRef(instance)
}

async function isCollected(instance: WeakRef<object>): Promise<boolean> {
  for (let turn = 0; turn < 20 && instance.deref(); turn++) {
    await new Promise((resolve) => setTimeout(resolve))
    garbage()
  }
  return instance.deref() === undefined
}

describe('a merchant whose instance nobody holds any more', () => {
  test('loses the instance and keeps the token (failure mode 131)', async () => {
    const { pool, simulator } = scene()
    const instance = await used(pool, (auth) => auth.getToken())
    const { usable, merchants } = pool.status()
    expect(await isCollected(instance)).toBe(true)
    expect(pool.status()).toMatchObject({ usable, merchants })
    expect((await pool.for('M-0').fetch('/merchants/M-0/products')).status).toBeLessThan(500)
    expect(simulator.count('login')).toBe(1)
  })

  test('is known as before where the password was refused: no second login', async () => {
    const { pool, simulator } = scene({ credentialsFor: () => ({ ...credentials, password: 'wrong' }) })
    const instance = await used(pool, (auth) => rejection(auth.getToken()))
    expect(await isCollected(instance)).toBe(true)
    expect((await rejection(pool.for('M-0').getToken())).code).toBe('invalid_credentials')
    expect(simulator.count('login')).toBe(1)
  })

  test('keeps the credentials that were set, those who listen, and the purchases that count', async () => {
    const { clock, pool, simulator } = scene({ credentialsFor: () => ({ ...credentials, password: 'old' }) })
    const heard: PagamioAuthEvent['type'][] = []
    const instance = await used(pool, async (auth) => {
      auth.setCredentials(credentials)
      auth.subscribe(({ type }) => heard.push(type))
      for (let sale = 0; sale < 10; sale++) (await auth.pace('purchase')).settle('answered')
    })
    expect(await isCollected(instance)).toBe(true)
    heard.length = 0
    await clock.advance(20_000)
    expect((await rejection(pool.for('M-0').pace('purchase', { timeoutMs: 1_000 }))).code).toBe('rate_limited')
    await clock.advance(30 * 60_000)
    await pool.for('M-0').getToken()
    expect(heard).toContain('acquired')
    expect(simulator.log.filter(({ status }) => status === 401)).toEqual([])
  })

  test('who was closed stays closed', async () => {
    const { pool } = scene()
    const instance = await used(pool, (auth) => auth.close())
    expect(await isCollected(instance)).toBe(true)
    expect((await rejection(pool.for('M-0').getToken())).code).toBe('closed')
  })
})

describe('an instance stays', () => {
  test('while something is under way in it, though nobody holds it', async () => {
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    const simulator = createSimulator({ merchants: [merchant] })
    const slow: FetchLike = async (input, init) => {
      await answered
      return simulator.fetch(input, init)
    }
    const { pool } = scene({ fetch: slow })
    const asked: Promise<unknown>[] = []
    const instance = await used(pool, (auth) => void asked.push(auth.getToken()))
    expect(await isCollected(instance)).toBe(false)
    expect(pool.for('M-0')).toBe(instance.deref())
    answer()
    await Promise.all(asked)
    expect(simulator.count('login')).toBe(1)
    asked.length = 0
    expect(await isCollected(instance)).toBe(true)
  })
})

describe('memory', () => {
  const MERCHANTS = 3_000

  /** Bytes that a merchant leaves behind who has asked for a token once. */
  async function left(answer: (serial: number) => Response): Promise<number> {
    let serial = 0
    const pool = createPagamioAuthPool({
      environment: 'sandbox',
      credentialsFor: (username) => ({ username, password: 'pass' }),
      fetch: async () => answer(serial++),
      budget: createBudget({ limits: { logins: 1e9, windowMs: 1 } }),
    })
    const ask = async (prefix: string, count: number) => {
      for (let n = 0; n < count; n++) await pool.for(`${prefix}-${n}`).getToken().catch(String)
    }
    const heap = async () => {
      for (let turn = 0; turn < 5; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        garbage()
      }
      return process.memoryUsage().heapUsed
    }
    await ask('first', 300)
    const before = await heap()
    await ask('M', MERCHANTS)
    const bytes = (await heap()) - before
    expect(pool.status().merchants).toBe(300 + MERCHANTS)
    return bytes / MERCHANTS
  }

  test('an idle merchant costs what is known of him: about 1 kB with a token and a refresh token of 420 B', async () => {
    const text = (letter: string, length: number, serial: number) => letter.repeat(length) + serial
    const bytes = await left((serial) =>
      Response.json({ token: text('a', 300, serial), refreshToken: text('r', 120, serial), expiresIn: 1_800 }),
    )
    expect(bytes).toBeLessThan(1_600)
  })

  test('one whose login was refused costs about 500 B', async () => {
    expect(await left(() => Response.json({}, { status: 401 }))).toBeLessThan(1_200)
  })
})
