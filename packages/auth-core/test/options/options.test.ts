import { readFileSync } from 'node:fs'
import { demoCredentials } from '@pagamio/simulator'
import { afterEach, expect, test, vi } from 'vitest'
import {
  allowBrowser,
  allowInsecureHttp,
  createBudget,
  createPagamioAuth,
  createPagamioAuthPool,
  memoryStore,
  optionsFromEnv,
  type PagamioAuthOptions,
} from '../../src/index.ts'
import { version } from '../../src/platform/version.ts'
import { scene } from '../support/scene.ts'

const good: PagamioAuthOptions = { environment: 'sandbox', credentials: demoCredentials }
const aKey = new Uint8Array(32).fill(7)
const construct = (options: unknown) => () => createPagamioAuth(options as PagamioAuthOptions)

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['nothing', undefined, 'invalid_options', 'options'],
  ['no credentials', { environment: 'sandbox' }, 'invalid_options', 'credentials'],
  ['an empty username', { ...good, credentials: { username: '', password: 'x' } }, 'invalid_options', 'username'],
  ['an empty password', { ...good, credentials: { username: 'x', password: '' } }, 'invalid_options', 'password'],
  [
    'a password with a newline (failure mode 22)',
    { ...good, credentials: { username: 'x', password: 'y\n' } },
    'invalid_options',
    'newline',
  ],
  ['an unknown environment', { ...good, environment: 'prod' }, 'invalid_options', 'environment'],
  ['neither environment nor baseUrl', { credentials: demoCredentials }, 'invalid_options', 'environment'],
  ['both environment and baseUrl', { ...good, baseUrl: 'https://example.com' }, 'invalid_options', 'baseUrl'],
  [
    'http beyond loopback (failure mode 25)',
    { credentials: demoCredentials, baseUrl: 'http://example.com' },
    'insecure_url',
    'https',
  ],
  [
    'a base URL with user info',
    { credentials: demoCredentials, baseUrl: 'https://u:p@example.com' },
    'invalid_options',
    'baseUrl',
  ],
  ['a negative timeout', { ...good, timeoutMs: -1 }, 'invalid_options', 'timeoutMs'],
  ['NaN for a timeout', { ...good, timeoutMs: Number.NaN }, 'invalid_options', 'timeoutMs'],
  ['another manner of renewal', { ...good, renewal: 'eager' }, 'invalid_options', "'ahead' or 'inline'"],
  ['a manner that objects have', { ...good, renewal: 'toString' }, 'invalid_options', 'renewal'],
  ['a store without get', { ...good, store: { setIfNewer() {}, delete() {} } }, 'invalid_options', 'get'],
  ['a clock without timers', { ...good, clock: { now: Date.now } }, 'invalid_options', 'setTimeout'],
  ['fetch that is no function', { ...good, fetch: 'fetch' }, 'invalid_options', 'fetch'],
  ['a limit of nothing', { ...good, limits: { logins: 0 } }, 'invalid_options', 'limits.logins'],
  ['limits that are null', { ...good, limits: null }, 'invalid_options', 'limits'],
  ['a key of 31 bytes', { ...good, key: new Uint8Array(31) }, 'invalid_options', '"key"'],
  ['an empty list of keys', { ...good, key: [] }, 'invalid_options', '"key" should be a key, or a list'],
  ['a list with a key of 33 bytes', { ...good, key: [aKey, new Uint8Array(33)] }, 'invalid_options', 'pagamio key new'],
  ['a list with something else', { ...good, key: [aKey, undefined] }, 'invalid_options', '"key"'],
  [
    'a key that is listed twice, in two spellings',
    { ...good, key: [aKey, Buffer.from(aKey).toString('base64')] },
    'invalid_options',
    '"key" should be a list of different keys',
  ],
  ['a budget that is none', { ...good, budget: {} }, 'invalid_options', 'budget'],
  ['limits beside a budget', { ...good, limits: { share: 2 }, budget: createBudget() }, 'invalid_options', 'limits'],
])('options › %s: says which option and what it should be', (_name, options, code, named) => {
  expect(construct(options)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(named) }))
})

test('options › loopback over http is fine, and the dangerous switches are symbols', () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]', 'api.localhost']) {
    expect(construct({ credentials: demoCredentials, baseUrl: `http://${host}:3000/api/v1/` })().baseUrl).toBe(
      `http://${host}:3000/api/v1`,
    )
  }
  const insecure = { credentials: demoCredentials, baseUrl: 'http://example.com' }
  expect(construct({ ...insecure, allowInsecureHttp: true })).toThrow()
  expect(construct({ ...insecure, [allowInsecureHttp]: true })).not.toThrow()
})

const page = { document: {} }
const server = { versions: { node: '24.0.0' } }

test.each([
  ['a page', undefined],
  ['a page of Electron', { ...server, type: 'renderer' }],
  ['a page whose bundler has made a process', { ...server, browser: true }],
  ['a page whose bundler has made an empty one', { versions: {} }],
])('options › %s is refused unless the symbol says otherwise', (_name, process) => {
  vi.stubGlobal('window', page)
  vi.stubGlobal('process', process)
  expect(construct(good)).toThrow(
    expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining('browser') }),
  )
  expect(construct({ ...good, [allowBrowser]: true })).not.toThrow()
})

test('options › a server with a document, as jsdom and happy-dom make one for tests, is no browser', async () => {
  vi.stubGlobal('window', page)
  vi.stubGlobal('document', page.document)
  vi.stubGlobal('WorkerGlobalScope', class {})
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (linux) jsdom' })
  const { auth, calls } = scene()
  await auth.getToken()
  expect(calls().logins).toBe(1)
})

test('options › where there is no global fetch, as in Jest with jsdom, one has to be given', () => {
  vi.stubGlobal('fetch', undefined)
  expect(construct(good)).toThrow(/Option "fetch" is needed/)
  expect(construct({ ...good, fetch: async () => new Response() })).not.toThrow()
})

test('options › are read once: what the caller changes later has no effect, and nothing is written to them', async () => {
  const credentials: { username: string; password: string } = { ...demoCredentials }
  const { another, simulator } = scene()
  const options = Object.freeze({ credentials })
  const auth = another(options)
  credentials.password = 'changed behind our back'
  await auth.getToken()
  expect(simulator.count('login', 'ok')).toBe(1)
})

test('options › all methods are bound', async () => {
  const { auth } = scene()
  const { getToken, fetch, owns, status, subscribe, setCredentials, close } = auth
  subscribe(() => {})
  await getToken()
  expect((await fetch('/products/categories')).status).toBe(200)
  expect(owns('/products/categories')).toBe(true)
  expect(status().state).toBe('fresh')
  setCredentials(demoCredentials)
  await close()
})

test('options › `await using` closes', async () => {
  const { another } = scene()
  let kept: ReturnType<typeof another>
  {
    await using auth = another()
    kept = auth
    await auth.getToken()
  }
  expect(kept.status().state).toBe('closed')
})

test('options › requests carry the version of the package', async () => {
  const { version: packaged } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(version).toBe(packaged)
  const { auth, simulator } = scene()
  await auth.fetch('/products/categories')
  await auth.fetch('/products/categories', { headers: { 'User-Agent': 'a shop' } })
  const ours = `pagamio-auth-core/${packaged}`
  expect(simulator.log.map(({ userAgent }) => userAgent)).toEqual([ours, ours, 'a shop'])
})

test('waitUntil › hears of every flight, and what it throws changes nothing', async () => {
  const kept: Promise<unknown>[] = []
  const { another } = scene()
  const auth = another({
    waitUntil: (promise) => {
      kept.push(promise)
      throw new Error('outside of a request')
    },
  })
  await auth.getToken()
  expect(kept).toHaveLength(1)
  await kept[0]
})

test('options › a polluted prototype chooses nothing (failure mode 23)', async () => {
  const prototype = Object.prototype as unknown as Record<string, unknown>
  const { another, simulator } = scene()
  prototype.baseUrl = 'https://evil.example'
  prototype.store = { get() {} }
  try {
    await another().getToken()
    expect(simulator.count('login', 'ok')).toBe(1)
    expect(construct({ credentials: demoCredentials })).toThrow(expect.objectContaining({ code: 'invalid_options' }))
  } finally {
    delete prototype.baseUrl
    delete prototype.store
  }
})

test('options › own properties only, of limits, budgets, stores, pools, calls and the environment too (failure mode 23)', async () => {
  const prototype = Object.prototype as unknown as Record<string, unknown>
  const { another, auth, calls } = scene()
  const held = await auth.getToken()
  const polluted = {
    logins: 0,
    windowMs: 'x',
    share: -1,
    limits: 5,
    maxSlots: 0,
    maxIdle: 0,
    rejected: held.value,
    minTtlMs: 'x',
    timeoutMs: 'x',
    PAGAMIO_BASE_URL: 'https://evil.example',
  }
  Object.assign(prototype, polluted)
  try {
    await another({ limits: {} }).getToken()
    createBudget({})
    memoryStore({})
    createPagamioAuthPool({ environment: 'sandbox', credentialsFor: () => demoCredentials })
    expect(await auth.getToken({})).toBe(held)
    const env = { PAGAMIO_USERNAME: 'u', PAGAMIO_PASSWORD: 'p', PAGAMIO_ENVIRONMENT: 'sandbox' }
    expect(optionsFromEnv(env)).toMatchObject({ environment: 'sandbox', baseUrl: undefined })
  } finally {
    for (const name of Object.keys(polluted)) delete prototype[name]
  }
  expect(calls()).toEqual({ logins: 2, refreshes: 0 })
})
