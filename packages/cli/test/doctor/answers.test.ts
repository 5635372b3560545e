import type { Fault } from '@pagamio/simulator'
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { faultIn } from '../../src/doctor/checks/credentials.ts'
import { scene } from './support/scene.ts'

describe('the clock', () => {
  for (const [name, off, says] of [
    ['ahead', 600_000, 'This machine is 10 min ahead of the API.'],
    ['behind', -600_000, 'This machine is 10 min behind the API.'],
    ['ahead by days', 3 * 86_400_000, 'This machine is 2 days ahead of the API.'],
  ] as const) {
    test(`${name}: a warning that says by how much, and everything else works`, async () => {
      const { examine, clock, simulator } = await scene({ now: Date.UTC(2026, 10, 23) })
      const { of, all } = await examine({ now: () => clock.now() + off })
      expect(of('clock')).toMatchObject({ state: 'warned', says, todo: expect.stringContaining('timedatectl') })
      expect(all.filter(({ state }) => state !== 'passed')).toHaveLength(1)
      expect(simulator.count('login')).toBe(1)
    })
  }

  test('is tolerated below 30 s, in either direction', async () => {
    const { examine, clock } = await scene({ now: Date.UTC(2026, 10, 23) })
    for (const [off, state] of [
      [29_000, 'passed'],
      [30_499, 'passed'],
      [30_500, 'warned'],
      [-29_499, 'passed'],
      [-29_500, 'warned'],
    ] as const) {
      expect((await examine({ now: () => clock.now() + off })).of('clock')).toMatchObject({ state })
    }
  })
})

describe('what answers a call without a token', () => {
  const cases: readonly (readonly [string, Fault, 'failed' | 'warned', RegExp])[] = [
    ['a captive portal’s page', { kind: 'html' }, 'failed', /^A web page was the answer \(200\)/],
    [
      'a redirect',
      { kind: 'redirect', location: 'http://portal.example/login?x=1', status: 302 },
      'failed',
      /^The answer points elsewhere \(302, to portal\.example\)/,
    ],
    ['a blocked address', { kind: 'status', status: 403, body: 'html' }, 'failed', /^This address is refused/],
    ['a wrong path', { kind: 'status', status: 404 }, 'failed', /^There is no such path at 127/],
    [
      'trouble over there',
      { kind: 'status', status: 503, body: 'html' },
      'failed',
      /^The API is in trouble itself \(503\)/,
    ],
    ['a login page of the network', { kind: 'status', status: 511 }, 'failed', /^A web page was the answer \(511\)/],
    ['a list for everybody', { kind: 'answer', body: '[]' }, 'warned', /was answered 200 instead of 401/],
    ['a limit', { kind: 'status', status: 429 }, 'warned', /was answered 429 instead of 401/],
  ]
  for (const [name, fault, state, says] of cases) {
    test(`${name} is recognised${state === 'failed' ? ', and no password goes there' : ''}`, async () => {
      const { examine, simulator } = await scene()
      simulator.failNext('categories', fault)
      const { of } = await examine()
      expect(of('api')).toMatchObject({ state, says: expect.stringMatching(says), todo: expect.stringMatching(/\w/) })
      expect(simulator.count('login')).toBe(state === 'failed' ? 0 : 1)
    })
  }

  test('a name in the answer is shown without what a terminal would obey', async () => {
    const { examine, simulator } = await scene()
    simulator.failNext('categories', { kind: 'redirect', location: 'http://a%1b[31m.example/' })
    expect((await examine()).text).not.toContain('\u001b')
  })
})

describe('the health of the API', () => {
  const STATUS_PAGE = 'https://status.pagamio.tech'

  test('is asked for outside of its base path, without a token, and before any blame for credentials', async () => {
    const { examine, simulator } = await scene({ credentials: { ...demoCredentials, password: 'not-the-one' } })
    simulator.setHealthy('queue', false)
    const { of } = await examine()
    expect(of('health')).toMatchObject({
      state: 'warned',
      says: 'GET /health: degraded (queue).',
      todo: expect.stringContaining(STATUS_PAGE),
    })
    expect(of('token')).toMatchObject({
      state: 'failed',
      todo: expect.stringMatching(/^Pagamio says itself that it is not well.*status\.pagamio\.tech.* Check username/),
    })
    expect(simulator.log[0]).toMatchObject({ path: '/health', authorization: 'none' })
    expect(simulator.count('login')).toBe(1)
  })

  test('keeps nobody from trying: with good credentials a degraded API is to be looked at, and works', async () => {
    const { examine, simulator } = await scene()
    simulator.setHealthy('cache', false)
    const { states } = await examine()
    expect(states).toMatchObject({ health: 'warned', token: 'passed', call: 'passed' })
  })

  const cases: readonly (readonly [string, Fault, 'passed' | 'warned', RegExp])[] = [
    ['nothing there', { kind: 'status', status: 404, body: 'plain' }, 'passed', /says nothing of its health/],
    ['a page', { kind: 'html' }, 'passed', /says nothing/],
    ['a redirect', { kind: 'redirect', location: 'http://elsewhere.example/' }, 'passed', /says nothing/],
    ['a reset', { kind: 'reset' }, 'passed', /says nothing/],
    ['JSON of another kind', { kind: 'answer', body: '[]' }, 'passed', /says nothing/],
    ['services of another kind', { kind: 'answer', body: '{"status":"down","services":3}' }, 'warned', /: down\.$/],
    ['a 503', { kind: 'status', status: 503 }, 'warned', /was answered 503/],
    ['too much', { kind: 'gzip-bomb', megabytes: 5 }, 'passed', /says nothing/],
  ]
  for (const [name, fault, state, says] of cases) {
    test(`${name} is ${state}, and the rest is examined`, async () => {
      const { examine, simulator } = await scene()
      simulator.failNext('health', fault)
      const { of, states } = await examine()
      expect(of('health')).toMatchObject({ state, says: expect.stringMatching(says) })
      expect(states).toMatchObject({ api: 'passed', token: 'passed', call: 'passed' })
    })
  }
})

describe('the login', () => {
  const cases: readonly (readonly [string, Fault, RegExp, RegExp])[] = [
    ['503', { kind: 'status', status: 503 }, /^The login endpoint answered 503\./, /ask Pagamio support/],
    ['403 in the API’s form', { kind: 'status', status: 403 }, /does not allow this account/, /merchant approved/],
    ['403 with a page', { kind: 'status', status: 403, body: 'html' }, /refuses this address/, /allow-listing/],
    ['429', { kind: 'status', status: 429 }, /over its limit \(429\)\. Try again in 60 s/, /5 logins and 10 refreshes/],
    [
      'no token in it',
      { kind: 'answer', body: '{"successful":true}' },
      /without a usable token/,
      /base URL and any proxy/,
    ],
    ['a page', { kind: 'html' }, /without a usable token/, /base URL and any proxy/],
    ['a reset', { kind: 'reset' }, /did not answer: (ECONNRESET|UND_ERR_SOCKET)/, /Try again/],
  ]
  for (const [name, fault, says, todo] of cases) {
    test(`answered with ${name} fails, and is not tried again`, async () => {
      const { examine, simulator } = await scene()
      simulator.failNext('login', fault, Number.POSITIVE_INFINITY)
      const { of } = await examine()
      expect(of('token')).toMatchObject({
        state: 'failed',
        says: expect.stringMatching(says),
        todo: expect.stringMatching(todo),
      })
      expect(of('call').says).toBe('Not tried: token failed.')
      expect(simulator.count('login')).toBe(1)
    })
  }

  test('an account that is not active is told from a wrong password', async () => {
    const { examine, simulator } = await scene()
    simulator.setActive(demoCredentials.username, false)
    expect((await examine()).of('token').todo).toContain('merchant approved')
    expect(simulator.count('login')).toBe(1)
  })

  test('a refresh that fails is followed by one login, and by no second one', async () => {
    const { examine, anotherProgram, clock, simulator } = await scene()
    await anotherProgram()
    await clock.advance(31 * 60_000)
    simulator.failNext('refresh', { kind: 'status', status: 401 })
    simulator.failNext('login', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
    expect((await examine()).of('token').says).toContain('The login endpoint answered 503.')
    expect([simulator.count('refresh'), simulator.count('login')]).toEqual([1, 2])
  })
})

describe('the call', () => {
  const answered = async (fault: Fault, options = {}) => {
    const { examine, simulator } = await scene(options)
    simulator.failNext('categories', { kind: 'status', status: 401 })
    simulator.failNext('categories', fault, Number.POSITIVE_INFINITY)
    const { of } = await examine()
    return { finding: of('call'), simulator }
  }

  test('a 401 to a new token is a permission: no second login is spent on it', async () => {
    for (const options of [{}, { simulator: { responseShape: 'flat' as const } }]) {
      const { finding, simulator } = await answered({ kind: 'status', status: 401 }, options)
      expect(finding).toMatchObject({
        state: 'failed',
        says: 'GET /products/categories: 401 (1105), although the token is new.',
        todo: expect.stringContaining('missing permissions'),
      })
      expect([simulator.count('login'), simulator.count('refresh')]).toEqual([1, 0])
    }
  })

  test('says what to do about each status', async () => {
    for (const [fault, says, todo] of [
      [{ kind: 'status', status: 403 }, '403 (1105).', 'merchant approved'],
      [{ kind: 'status', status: 429 }, '429.', 'wait a minute'],
      [{ kind: 'status', status: 500 }, 'The API is in trouble itself (500).', 'Try again'],
      [{ kind: 'status', status: 400 }, '400 (1300).', 'support'],
      [{ kind: 'html' }, 'A web page was the answer', 'base URL'],
      [{ kind: 'redirect', location: 'https://elsewhere.example/' }, 'points elsewhere (307', 'base URL'],
      [{ kind: 'reset' }, 'No connection to 127.0.0.1', 'firewall'],
    ] as const) {
      const { finding } = await answered(fault)
      expect(finding).toMatchObject({
        state: 'failed',
        says: expect.stringContaining(says),
        todo: expect.stringContaining(todo),
      })
    }
  })

  test('a 200 with something else than categories is a warning', async () => {
    const { finding } = await answered({ kind: 'answer', body: '{"content":1}' })
    expect(finding).toMatchObject({
      state: 'warned',
      says: 'GET /products/categories: 200, but no list of categories.',
    })
  })

  test('a stored token that was revoked is replaced by a refresh, and the call goes through', async () => {
    const { examine, anotherProgram, simulator } = await scene()
    await anotherProgram()
    simulator.revokeAll()
    const { of } = await examine()
    expect(of('call')).toMatchObject({
      state: 'passed',
      says: expect.stringMatching(/^The stored token was revoked, and has been replaced\. GET .* \d+ categories\.$/),
    })
    expect([simulator.count('login'), simulator.count('refresh')]).toEqual([1, 1])
  })

  test('where none comes, it is said why, after one login at most', async () => {
    const { examine, anotherProgram, simulator } = await scene({ simulator: { responseShape: 'flat' } })
    await anotherProgram()
    simulator.revokeAll()
    simulator.failNext('login', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
    const { of } = await examine()
    expect(of('call')).toMatchObject({
      state: 'failed',
      says: expect.stringMatching(
        /^The stored token was revoked, and no new one came\. The login endpoint answered 503\./,
      ),
      todo: expect.stringContaining('Pagamio support'),
    })
    expect(simulator.count('login')).toBe(2)
  })

  test('where the password is refused by now, one login finds that out', async () => {
    const { examine, anotherProgram, simulator } = await scene({ simulator: { responseShape: 'flat' } })
    await anotherProgram()
    simulator.changePassword(demoCredentials.username, 'another')
    simulator.revokeAll()
    const { of } = await examine()
    expect(of('call')).toMatchObject({ state: 'failed', says: expect.stringContaining('refused this username') })
    expect(simulator.count('login')).toBe(2)
  })
})

describe('credentials', () => {
  test('what looks wrong is named, and their values are not', () => {
    for (const [value, severe, says] of [
      ['', true, 'is empty'],
      [undefined, true, 'is empty'],
      ['secret\n', true, 'control character'],
      ['sec\tret', true, 'control character'],
      [' secret', false, 'blank'],
      ['secret\u00a0', false, 'blank'],
      ['\u200bsecret', false, 'blank'],
      ['"secret"', false, 'quotation marks'],
      ['<password>', false, 'placeholder'],
      ['your_password', false, 'placeholder'],
      ['CHANGEME', false, 'placeholder'],
      ['xxxxxxxx', false, 'placeholder'],
      [`\${PAGAMIO_PASSWORD}`, false, 'placeholder'],
      ['$PAGAMIO_PASSWORD', false, 'placeholder'],
    ] as const) {
      const fault = faultIn('password', value)
      expect(fault).toMatchObject({ severe, says: expect.stringContaining(says) })
      if (value) expect(`${fault?.says}${fault?.todo}`).not.toContain(value)
    }
    for (const value of ['demo', 'demo-password', 'correct horse', '$ecret', 'x', 'Yours4ever', 'üñï', 'myra'])
      expect(faultIn('password', value)).toBeUndefined()
  })

  test('that cannot be sent fail, and no login is spent', async () => {
    const { examine, simulator } = await scene({ credentials: async () => ({ username: 'demo', password: 'x\n' }) })
    const { of, states } = await examine()
    expect(of('credentials')).toMatchObject({ state: 'failed', says: 'The password contains a control character.' })
    expect(states).toMatchObject({ clock: 'passed', token: 'skipped', call: 'skipped' })
    expect(simulator.count('login')).toBe(0)
  })

  test('with a blank at the end are a warning, so that the 401 is understood', async () => {
    const { examine, simulator } = await scene({ credentials: { ...demoCredentials, password: 'demo-password ' } })
    const { states } = await examine()
    expect(states).toMatchObject({ credentials: 'warned', token: 'failed' })
    expect(simulator.count('login')).toBe(1)
  })

  test('from a function that fails say so, and nothing of its error', async () => {
    const credentials = async () => Promise.reject(new Error('vault said: hunter2'))
    const { examine, simulator } = await scene({ credentials })
    const { of, text } = await examine()
    expect(of('credentials').state).toBe('failed')
    expect(text).not.toContain('hunter2')
    expect(simulator.count('login')).toBe(0)
  })
})
