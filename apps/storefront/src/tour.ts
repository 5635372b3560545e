import { createPagamioAuth, type PagamioAuthStatus } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials, type SimulatorOptions } from '@pagamio/simulator'
import type { Build } from './build.ts'
import { createTourGuide, type TourStep } from './tour-guide.ts'
import { openInProcess, openOverHttp } from './tour-shop.ts'

export interface Tour {
  readonly steps: readonly TourStep[]
  /** On the tour's clock; 0 for one in real time. */
  readonly minutes: number
  readonly limits: PagamioAuthStatus['budget']
}

const MINUTE = 60_000
/** Of the token's thirty: the renewal is due, and nobody has to wait for it yet. */
const AGE_MINUTES = 26
const SLOW_MS = 2_000

/**
 * Four things that happen to every client of the API, on a clock that the tour turns. Figures come from the server's log.
 * @param options of the server; with others than the default some claims are wrong, and the tour says so
 * @param build what the shop is built with; without one, the Hono build in-process
 * @param crowdOf how many come at once, in-process
 */
export async function takeTour(options: SimulatorOptions = {}, build?: Build, crowdOf?: number): Promise<Tour> {
  const clock = manualClock({ settle: () => shop.settled() })
  const server = createSimulator({ ...options, clock })
  const settings = { credentials: demoCredentials, clock }
  const shop = await (build ? openOverHttp(server, settings, build) : openInProcess(server, settings, crowdOf))
  const { visitors } = shop
  const { crowd, step, steps } = createTourGuide(server, clock)
  const started = clock.now()
  const browse = () => shop.visit('/categories')
  const buy = () =>
    shop.visit('/airtime', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mobileNumber: '+27821234567', amount: 29, reference: 'tour-1' }),
    })

  await step(
    `Cold start, ${number(visitors)} at once`,
    () => crowd(visitors, browse),
    { logins: 1, refreshes: 0 },
    (seen) => ({
      unnoticed: `${number(seen.answered - seen.logins)} calls shared the first one’s login`,
      claims: { 'all calls used one token': seen.tokens === 1 },
    }),
  )

  await clock.advance(AGE_MINUTES * MINUTE)
  // A slow renewal, so that one can see who waits for it.
  server.failNext('refresh', { kind: 'delay', ms: SLOW_MS })
  await step(
    `${AGE_MINUTES} minutes later, all again`,
    () => crowd(visitors, browse),
    { logins: 0, refreshes: 1 },
    (seen) => ({
      unnoticed: `renewal took ${SLOW_MS / 1000} s; ${seen.waited || 'nobody'} waited for it`,
      claims: { 'nobody waited for the renewal': seen.waited === 0, 'no call was refused': seen.refused === 0 },
    }),
  )

  server.revokeAll()
  await step(
    'Token revoked under them all',
    () => crowd(visitors, browse),
    { logins: 0, refreshes: 1 },
    (seen) => ({
      unnoticed: `${number(seen.refused)} × 401, each sent again`,
      claims: {
        'every call met the revocation': seen.refused === visitors,
        'and used one new token': seen.tokens === 2,
      },
    }),
  )

  // A new token that is refused within 30 s would look like a permission problem, which no token cures.
  await clock.advance(MINUTE)
  server.revokeAll()
  await step(
    'Token revoked before purchase',
    () => crowd(1, buy),
    { logins: 0, refreshes: 1 },
    (seen) => ({
      unnoticed: `401, resent ${seen.bodies === 1 ? 'unchanged' : 'CHANGED'}, charged ${times(seen.charges)}`,
      claims: {
        'the purchase was refused once and sent again': seen.refused === 1 && seen.sent === 2 && seen.tokens === 2,
        'it was byte for byte the same': seen.bodies === 1,
        'it was charged once': seen.charges === 1,
      },
    }),
  )

  await shop.close()
  const { budget } = createPagamioAuth({ ...settings, environment: 'sandbox' }).status()
  return { steps, minutes: Math.round((clock.now() - started) / MINUTE), limits: budget }
}

const number = (count: number) => count.toLocaleString('en')

const times = (count: number) => (count === 1 ? 'once' : `${count} times`)
