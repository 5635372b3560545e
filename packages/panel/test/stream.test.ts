import type { Listener } from '@pagamio/auth-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createPanel, type InstanceSource, type Panel } from '../src/index.ts'
import { ask, own, reading } from './support/raw.ts'
import { poolScene, scene } from './support/scene.ts'

const MINUTE = 60_000

function opened(panel: Panel): Panel {
  onTestFinished(() => panel.close())
  return panel
}

async function look(panel: Panel, path = '/events') {
  const stream = reading(await ask(panel, path))
  onTestFinished(() => stream.leave().catch(() => {}))
  return stream
}

describe('what a viewer is told', () => {
  test('how things are, what happened before he came, and each event as it happens', async () => {
    const { auth } = scene()
    const panel = opened(createPanel(auth))
    await auth.getToken()
    const stream = await look(panel)
    expect(await stream.until('hello')).toMatchObject({ sources: [{ kind: 'one' }], notes: [] })
    expect((await stream.until('status')).status).toMatchObject({ state: 'fresh', life: { lifetimeMs: 30 * MINUTE } })
    expect((await stream.until('events')).events.map(({ type }) => type)).toEqual(['acquiring', 'acquired'])
    await auth.getToken({ rejected: await auth.getToken() })
    const { events, lost } = await stream.until('events')
    expect([events[0]?.type, events[0]?.number, lost]).toEqual(['token_rejected', 3, 0])
  })

  test('options that come late and are wrong: why', async () => {
    const { createPagamioAuth } = await import('@pagamio/auth-core')
    const auth = createPagamioAuth(() => ({ environment: 'nowhere' }) as never)
    const stream = await look(opened(createPanel(auth)))
    expect((await stream.until('trouble')).message).toMatch(/^invalid_options: /)
    const broken: InstanceSource = {
      status() {
        throw new Error('a secret')
      },
      subscribe: () => () => {},
    }
    const other = await look(opened(createPanel(broken)))
    expect((await other.until('trouble')).message).not.toContain('secret')
  })

  test('a closed instance, a closed panel, and one that is mounted twice: that it is so', async () => {
    const { auth } = scene()
    const one = opened(createPanel(auth))
    expect((await (await look(one)).until('hello')).notes).toEqual([])
    const other = createPanel(auth)
    expect((await (await look(one)).until('hello')).notes).toEqual([
      '2 panels of this process show the same: is one mounted twice?',
    ])
    const stream = await look(other)
    await stream.until('status')
    other.close()
    expect((await stream.until('end')).why).toContain('closed')
    expect(await stream.ended()).toBe(true)
    expect((await ask(other)).status).toBe(503)
    expect((await (await look(one)).until('hello')).notes).toEqual([])
    expect((await (await look(one, '/elsewhere/events')).until('hello')).notes).toEqual([
      'This panel is mounted twice: it answers below more than one path.',
    ])
    await auth.close()
    expect((await (await look(one)).until('status')).status.state).toBe('closed')
  })

  test('of a pool: numbers, each merchant once, then only what is new, and one of them closely', async () => {
    const { pool } = poolScene(5)
    await Promise.all([0, 1, 2].map((n) => pool.for(`M-${n}`).getToken()))
    const stream = await look(opened(createPanel(pool, { nameOf: (merchant) => merchant })), '/events?merchant=2')
    expect((await stream.until('pool')).status).toMatchObject({ merchants: 3, usable: 3, closed: false })
    const { rows } = await stream.until('rows')
    expect(rows.map(([number, name]) => [number, name])).toEqual([
      [1, 'M-0'],
      [2, 'M-1'],
      [3, 'M-2'],
    ])
    const { status, merchant } = await stream.until('status')
    expect([status.account, merchant]).toEqual([pool.for('M-1').status().account, 2])
    await pool.for('M-3').getToken()
    expect(
      (await stream.until('rows', ({ rows }) => rows.some(([, , at]) => at > 0))).rows.map(([, name]) => name),
    ).toEqual(['M-3'])
    await pool.for('M-1').getToken({ rejected: await pool.for('M-1').getToken() })
    const { events } = await stream.until('events')
    expect(new Set(events.map(({ account }) => account))).toEqual(new Set([status.account]))
  })
})

describe('what nobody reads costs nothing (failure mode 161)', () => {
  /** An instance to which as much happens as one likes. */
  function busy() {
    const { auth } = scene()
    const listeners = new Set<Listener>()
    let asked = 0
    const source: InstanceSource = {
      subscribe: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      status: () => {
        asked++
        return auth.status()
      },
    }
    return {
      source,
      asked: () => asked,
      happen(times: number) {
        for (let n = 0; n < times; n++)
          for (const listener of listeners)
            listener({ type: 'adopted', generation: n, expiresAt: 0, account: '0', at: 0 })
      },
      listeners,
    }
  }

  test('a stuck viewer holds no event and no snapshot, and hears how many he missed', async () => {
    const { source, asked, happen } = busy()
    const panel = opened(createPanel(source))
    const stream = await look(panel)
    await stream.until('status')
    const reader = await look(panel)
    await reader.until('status')
    const before = asked()
    happen(100_000)
    // While another one was told three times, nothing was made for him.
    for (let told = 1; told <= 3; told++) {
      await reader.until('status')
      expect(asked()).toBe(before + told)
    }
    await reader.leave()
    const { events, lost } = await stream.until('events')
    expect([events.length, lost, events.at(-1)?.number]).toEqual([200, 99_800, 100_000])
    happen(1)
    expect(await stream.until('events')).toMatchObject({ events: [{ number: 100_001 }], lost: 0 })
  })

  test('one who reads is not told more than ten times a second, however much happens', async () => {
    const { source, happen } = busy()
    const stream = await look(opened(createPanel(source)))
    await stream.until('status')
    const began = performance.now()
    for (let n = 0; n < 5; n++) {
      happen(10)
      expect((await stream.until('events')).events).toHaveLength(10)
    }
    expect(performance.now() - began).toBeGreaterThan(4 * 95)
  })

  test('a panel that was closed hears nothing any more', () => {
    const { source, listeners } = busy()
    const panel = createPanel(source)
    expect(listeners.size).toBe(1)
    panel.close()
    panel.close()
    expect(listeners.size).toBe(0)
  })

  test('only so many look at once', async () => {
    const { auth } = scene()
    const panel = opened(createPanel(auth))
    for (let n = 0; n < 16; n++) await (await look(panel)).until('status')
    const response = await ask(panel, '/events')
    expect(response.status).toBe(503)
  })

  test('who has left is nobody', async () => {
    const { auth } = scene()
    const panel = opened(createPanel(auth))
    for (let n = 0; n < 40; n++) {
      const stream = await look(panel)
      await stream.until('status')
      await stream.leave()
    }
    expect((await ask(panel, '/events')).status).toBe(200)
  })
})

describe('against a simulator', () => {
  const press = (panel: Panel, body: unknown) =>
    panel.handle(
      new Request('http://127.0.0.1:4000/play', { method: 'POST', headers: own, body: JSON.stringify(body) }),
      { peer: '127.0.0.1' },
    )

  test('the buttons do what they say', async () => {
    const { auth, simulator, clock } = scene()
    const panel = opened(
      createPanel(auth, { play: { simulator, clock, call: () => auth.fetch('/products/categories') } }),
    )
    await auth.getToken()
    await press(panel, { action: 'revoke' })
    await press(panel, { action: 'crowd' })
    await expect.poll(() => simulator.count('categories', 'ok')).toBe(100)
    expect(simulator.count('refresh')).toBe(1)
    const before = auth.status().expiresAt ?? 0
    expect(await (await press(panel, { action: 'turn', minutes: 27 })).json()).toEqual({ done: '27 min have passed.' })
    expect(auth.status()).toMatchObject({ state: 'renew_ahead', expiresAt: before })
    await press(panel, { action: 'outage' })
    await press(panel, { action: 'call' })
    await expect.poll(() => auth.status().health).toBe('degraded')
    await press(panel, { action: 'recover' })
  })

  test.each([{}, { action: 'rm' }, { action: 'turn', minutes: 'x' }, 'x'.repeat(2_000), null])(
    'nothing else is a button: %j',
    async (body) => {
      const { auth, simulator } = scene()
      const panel = opened(createPanel(auth, { play: { simulator } }))
      expect((await press(panel, body)).status).toBe(400)
    },
  )
})

test('no secret is in any byte that is served (failure mode 162)', async () => {
  const { auth, simulator } = scene()
  const { pool, merchants } = poolScene(4)
  const panel = opened(createPanel({ shop: auth, pool }, { key: 'the-key-of-this-start' }))
  const headers = { ...own, 'pagamio-panel': 'the-key-of-this-start' }
  const tokens: string[] = []
  for (let n = 0; n < 3; n++) {
    const token = await auth.getToken()
    tokens.push(token.value)
    simulator.revokeAll()
    await auth.getToken({ rejected: token }).catch(() => {})
    auth.setCredentials({ username: 'demo', password: 'demo-password' })
  }
  for (const { id } of merchants) tokens.push((await pool.for(id).getToken()).value)
  simulator.failNext('any', { kind: 'status', status: 401 }, 10)
  await auth.getToken({ rejected: await auth.getToken() }).catch(() => {})
  let served = await (await ask(panel, '/', headers)).text()
  for (const path of ['/events?source=0', '/events?source=1&merchant=1']) {
    const stream = reading(await ask(panel, path, headers))
    await stream.until('status')
    await stream.until('status')
    served += stream.raw
    await stream.leave()
  }
  for (const path of ['/incident?source=0', '/incident?source=1']) {
    const recorded = await ask(panel, path, headers)
    expect(recorded.status).toBe(200)
    // A member is called so; its value is an alias.
    served += (await recorded.text()).replaceAll('"refreshToken":"refresh-', '')
  }
  const refused = await ask(panel, '/events?source=0', own)
  served += await refused.text()
  expect(served.length).toBeGreaterThan(20_000)
  const secrets = [
    ...tokens,
    'demo-password',
    '"demo"',
    'the-key-of-this-start',
    'secret-user',
    'secret-password',
    'refreshToken',
  ]
  for (const secret of secrets) expect(served.includes(secret), secret).toBe(false)
})
