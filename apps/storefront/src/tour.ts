import { createPagamioAuth } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { createShop } from './shop.ts'

/** One step of the tour, with what the server counted while it went on. */
export interface TourStep {
  readonly what: string
  readonly answered: string
  readonly logins: number
  readonly refreshes: number
  readonly result: string
  /** Whether it came out as claimed. */
  readonly held: boolean
}

const MINUTE = 60_000

/** A short scripted tour on a clock of its own; every figure is read from the simulator's log. */
export async function takeTour(): Promise<readonly TourStep[]> {
  const clock = manualClock({ settle: () => server.settled() })
  const server = createSimulator({ clock })
  const auth = createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch: server.fetch, clock })
  const shop = createShop(auth)
  const steps: TourStep[] = []

  const step = async (what: string, play: () => Promise<{ answered: string; result: string; held: boolean }>) => {
    const before = { logins: server.count('login'), refreshes: server.count('refresh') }
    const { held, ...outcome } = await play()
    await clock.advance(0)
    const logins = server.count('login') - before.logins
    const refreshes = server.count('refresh') - before.refreshes
    steps.push({ what, ...outcome, logins, refreshes, held })
    return { logins, refreshes }
  }

  await step('Cold start, 1,000 calls at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 1000 }, () => auth.getToken()))
    const different = new Set(tokens.map((token) => token.value)).size
    const logins = server.count('login')
    return {
      answered: `${tokens.length} of 1000`,
      result: `${different} token for all`,
      held: logins === 1 && different === 1,
    }
  })

  await step('26 minutes later, another 1,000', async () => {
    const held = await auth.getToken()
    await clock.advance(26 * MINUTE)
    const started = clock.monotonic()
    const tokens = await Promise.all(Array.from({ length: 1000 }, () => auth.getToken()))
    const waited = clock.monotonic() - started
    await clock.advance(0)
    const renewed = (await auth.getToken()).generation > held.generation
    const same = tokens.every((token) => token === held)
    return {
      answered: `${tokens.length} of 1000`,
      result: `renewed, nobody waited (${waited} ms)`,
      held: renewed && same && waited === 0,
    }
  })

  await step('Token revoked under 100 requests', async () => {
    server.revokeAll()
    const answers = await Promise.all(Array.from({ length: 100 }, () => shop.request('/categories')))
    const good = answers.filter(({ status }) => status === 200).length
    return {
      answered: `${good} of 100`,
      result: 'each 401 answered once',
      held: good === 100 && server.count('refresh') === 2,
    }
  })

  await step('Token revoked before a purchase', async () => {
    await clock.advance(MINUTE)
    server.revokeAll()
    const order = { mobileNumber: '0821234567', amount: 29, reference: 'TOUR-1' }
    const answer = await shop.request('/airtime', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    })
    const sent = server.log.filter(({ endpoint }) => endpoint === 'purchase')
    const alike = new Set(sent.map(({ bodyHash }) => bodyHash)).size === 1
    const charges = server.charges.length
    const result = `sent ${sent.length} times, ${alike ? 'alike' : 'DIFFERENT'}, charged ${charges === 1 ? 'once' : `${charges} times`}`
    return {
      answered: `${answer.status === 200 ? 1 : 0} of 1`,
      result,
      held: answer.status === 200 && sent.length === 2 && alike && charges === 1,
    }
  })

  await auth.close()
  return steps
}
