import { expect, test } from 'vitest'
import { type BudgetLimits, createBudget } from '../../src/index.ts'
import { sharedBudget } from '../../src/limit/budget.ts'
import type { EndpointBudget } from '../../src/limit/endpoint-budget.ts'
import { manualClock } from '../../src/testing/index.ts'
import { caller } from './call-logs.ts'

// About `createBudget`, `sharedBudget` and the limits of src/limit/budget.ts.

const ORIGIN = 'https://api.example.test'

/** Asks once; without a permit it stands in line. */
function isGranted(endpoint: EndpointBudget): boolean {
  let granted = false
  const over = (permit: boolean) => {
    granted = permit
  }
  endpoint.permit(caller('a'), 30_000, { waits: () => {}, over })
  return granted
}

/** What a caller asks for: the limits as they are kept. */
function kept(limits: BudgetLimits | undefined, endpoint: 'login' | 'refresh') {
  const budget = createBudget({ limits, clock: manualClock() }).endpoint(ORIGIN, endpoint)
  const { limit, windowMs } = budget.ask(caller('a'), 0, 0)
  return { limit, windowMs }
}

test.each([
  { limits: undefined, login: 5, refresh: 10 },
  { limits: {}, login: 5, refresh: 10 },
  { limits: { logins: 1, refreshes: 2 }, login: 1, refresh: 2 },
  { limits: { logins: 2.9, refreshes: 3.1 }, login: 2, refresh: 3 },
  { limits: { share: 4 }, login: 1, refresh: 2 },
])(
  'limits › $limits are $login logins and $refresh refreshes in a minute and a margin',
  ({ limits, login, refresh }) => {
    expect(kept(limits, 'login')).toEqual({ limit: login, windowMs: 60_050 })
    expect(kept(limits, 'refresh')).toEqual({ limit: refresh, windowMs: 60_050 })
  },
)

test('limits › above 5 processes each of them gets one login in a longer window', () => {
  expect(kept({ share: 8 }, 'login')).toEqual({ limit: 1, windowMs: 96_050 })
})

test('limits › the window is the one that was given, and the margin stays', () => {
  expect(kept({ windowMs: 1 }, 'login')).toEqual({ limit: 5, windowMs: 51 })
})

test.each(
  ['logins', 'refreshes', 'windowMs', 'share'].flatMap((name) =>
    [0.99, 0, -1, Number.NaN, Number.POSITIVE_INFINITY].map((value) => ({ name, value })),
  ),
)('limits › $name of $value is an invalid option that the error names', ({ name, value }) => {
  expect(() => createBudget({ limits: { [name]: value } })).toThrow(
    expect.objectContaining({
      code: 'invalid_options',
      message: expect.stringMatching(new RegExp(`limits\\.${name}\\b.* number of at least 1`)),
    }),
  )
})

test('budget › endpoints and origins have a log of their own, whichever object asks', () => {
  const budget = createBudget({ clock: manualClock() })
  expect(isGranted(budget.endpoint(ORIGIN, 'login'))).toBe(true)
  expect(budget.endpoint(ORIGIN, 'login').status().left).toBe(4)
  expect(budget.endpoint(ORIGIN, 'refresh').status().left).toBe(10)
  expect(budget.endpoint('https://other.example.test', 'login').status().left).toBe(5)
})

test('budget › two budgets share nothing, each with the platform’s clock unless it gets another', () => {
  const [one, other] = [createBudget(), createBudget({})].map((budget) => budget.endpoint(ORIGIN, 'login'))
  expect(one && isGranted(one)).toBe(true)
  expect(one?.status().left).toBe(4)
  expect(other?.status().left).toBe(5)
})

test('budget › the shared one has one log per origin, under a symbol that other copies of the package know', () => {
  const origin = 'https://shared.example.test'
  expect(isGranted(sharedBudget({}).endpoint(origin, 'login'))).toBe(true)
  expect(sharedBudget({ logins: 3 }).endpoint(origin, 'login').status()).toMatchObject({ limit: 3, left: 2 })
  const logs = Reflect.get(globalThis, Symbol.for('@pagamio/auth-core/budget@2')) as Map<string, unknown>
  expect(logs.get(origin)).toMatchObject({ login: { calls: [{ id: 'a' }] }, refresh: { calls: [] } })
})
