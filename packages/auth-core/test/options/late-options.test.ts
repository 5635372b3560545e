import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import {
  createBudget,
  createPagamioAuth,
  createPagamioAuthPool,
  logEvents,
  type PagamioAuth,
  PagamioAuthError,
  type PagamioAuthOptions,
  type PagamioAuthPool,
  type PagamioAuthPoolOptions,
} from '../../src/index.ts'
import { thrownBy } from '../support/thrown-by.ts'

function late(before: () => void = () => {}) {
  const simulator = createSimulator()
  let asked = 0
  const auth = createPagamioAuth(() => {
    asked++
    before()
    return { environment: 'sandbox', credentials: demoCredentials, fetch: simulator.fetch, budget: createBudget() }
  })
  return { auth, simulator, asked: () => asked }
}

const uses: Readonly<Record<string, (auth: PagamioAuth) => unknown>> = {
  baseUrl: (auth) => auth.baseUrl,
  owns: ({ owns }) => owns('https://example.com'),
  getToken: ({ getToken }) => getToken(),
  fetch: ({ fetch }) => fetch('/products/categories'),
  pace: ({ pace }) => pace('purchase'),
  profile: ({ profile }) => profile(),
  setCredentials: ({ setCredentials }) => setCredentials(demoCredentials),
  status: ({ status }) => status(),
  restore: ({ restore }) => restore(),
}

test.each(Object.entries(uses))('the first use of %s asks for the options, and no later one', async (_, use) => {
  const { auth, simulator, asked } = late()
  expect(asked()).toBe(0)
  await use(auth)
  for (const other of Object.values(uses)) await other(auth)
  expect(asked()).toBe(1)
  expect(simulator.count('login')).toBe(1)
  await auth.close()
})

test.each(Object.entries(uses))('options that cannot be had are what %s fails with, until they can', async (_, use) => {
  let missing = true
  const { auth, asked } = late(() => {
    if (missing) throw Object.assign(new Error(`no secret of ${demoCredentials.password}`), { code: 'ENOENT' })
  })
  const error = await thrownBy(() => use(auth))
  expect(error).toMatchObject({ code: 'invalid_options', message: expect.stringContaining('ENOENT') })
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(demoCredentials.password)
  missing = false
  await use(auth)
  expect(asked()).toBe(2)
  await auth.close()
})

test('our own errors come as they are, and a promise is refused', async () => {
  const wrong = createPagamioAuth(() => ({ credentials: demoCredentials }))
  expect(await thrownBy(() => wrong.status())).toMatchObject({
    code: 'invalid_options',
    message: expect.stringMatching(/"baseUrl"/),
  })
  const insecure = createPagamioAuth(() => ({ baseUrl: 'http://example.com', credentials: demoCredentials }))
  expect(await thrownBy(() => insecure.getToken())).toMatchObject({ code: 'insecure_url' })
  const promised = createPagamioAuth((async () => {
    throw new Error('late')
  }) as unknown as () => PagamioAuthOptions)
  expect(await thrownBy(() => promised.getToken())).toBeInstanceOf(PagamioAuthError)
  expect(await thrownBy(() => promised.status())).toMatchObject({ message: expect.stringMatching(/promise/) })
})

test('who subscribes before the first use hears of it, and closing what was never used asks for nothing', async () => {
  const { auth, asked } = late()
  const lines: string[] = []
  const line = (text: string) => void lines.push(text)
  logEvents(auth, { info: line, warn: line })
  expect(asked()).toBe(0)
  await auth.getToken()
  expect(lines.length).toBeGreaterThan(0)
  await auth.close()

  const unused = late()
  await unused.auth.close()
  expect(await thrownBy(() => unused.auth.getToken())).toMatchObject({ code: 'closed' })
  expect(unused.asked()).toBe(0)
})

const poolUses = {
  for: (pool: PagamioAuthPool) => pool.for('M-1').getToken(),
  status: (pool: PagamioAuthPool) => pool.status(),
}

test.each(Object.entries(poolUses))(
  'a pool › the first use of %s asks for the options, again only after it threw',
  async (_, use) => {
    const simulator = createSimulator()
    let asked = 0
    const pool = createPagamioAuthPool(() => {
      if (++asked === 1) throw Object.assign(new Error('no secret'), { code: 'ENOENT' })
      return {
        environment: 'sandbox',
        credentialsFor: () => demoCredentials,
        fetch: simulator.fetch,
        budget: createBudget(),
      }
    })
    const heard: string[] = []
    pool.subscribe(({ type }) => heard.push(type))
    expect(asked).toBe(0)
    expect(await thrownBy(() => use(pool))).toMatchObject({
      code: 'invalid_options',
      message: expect.stringContaining('ENOENT'),
    })
    for (const each of [use, ...Object.values(poolUses)]) await each(pool)
    expect(asked).toBe(2)
    expect(heard).toContain('acquired')
    expect(simulator.count('login')).toBe(1)
    await pool.close()
  },
)

test('a pool › what is wrong with its options is said at the first use, and closing one that was never used asks for none', async () => {
  const wrong = createPagamioAuthPool(() => ({ environment: 'sandbox' }) as unknown as PagamioAuthPoolOptions)
  expect(await thrownBy(() => wrong.status())).toMatchObject({
    code: 'invalid_options',
    message: expect.stringContaining('credentialsFor'),
  })
  let asked = 0
  const unused = createPagamioAuthPool(() => {
    asked++
    return { environment: 'sandbox', credentialsFor: () => demoCredentials }
  })
  await unused.close()
  expect(await thrownBy(() => unused.for('M-1'))).toMatchObject({ code: 'closed' })
  expect(asked).toBe(0)
})
