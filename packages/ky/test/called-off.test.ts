// What a caller has called off is not sent, whichever way he did it and whenever (failure mode 138).
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import type { Options } from 'ky'
import * as kyModule from 'ky'
import { describe, type TestContext, test } from 'vitest'
import { createPagamioKy } from '../src/index.ts'

const isFirst = !('NetworkError' in kyModule)

const purchase = {
  merchantId: 'M-1001',
  productCode: 'AIR-MTN-001',
  amount: 50,
  mobileNumber: '+27821234567',
  merchantReference: 'r-1',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
}

/** Longer than a busy machine needs to be where the wait is called off; all wait side by side. */
const TIMEOUT_MS = 1_500
/** By the instance's clock, at which a wait for a token ends as well. */
const LATE_MS = 2 * TIMEOUT_MS

/** Each way: what goes into the options, how it is called off where it does not call itself off, and what is heard. */
const ways: Readonly<Record<string, () => { options: Options; callOff?(): void; heard: string }>> = {
  'by its signal'() {
    const controller = new AbortController()
    return { options: { signal: controller.signal }, callOff: () => controller.abort(), heard: 'AbortError' }
  },
  'by its timeout': () => ({ options: { timeout: TIMEOUT_MS }, heard: 'TimeoutError' }),
  ...(!isFirst && {
    'by its totalTimeout': () => ({ options: { totalTimeout: TIMEOUT_MS } as Options, heard: 'TimeoutError' }),
  }),
}

/** A hook may make another request, which knows nothing of what the first one was given. */
const anew = async (first: Request | { readonly request: Request }): Promise<Request> => {
  const { url, method, headers, body } = first instanceof Request ? first : first.request
  return new Request(url, { method, headers, body: body && (await new Response(body).text()) })
}

const hooks: Readonly<Record<string, Options>> = {
  'a purchase': {},
  'a purchase that a hook has made anew': { hooks: { beforeRequest: [anew as never] } },
}

async function scene({ onTestFinished }: TestContext) {
  const clock = manualClock({ settle: () => simulator.settled() })
  const simulator = createSimulator({ clock })
  const { url } = await simulator.listen()
  const auth = createPagamioAuth({ baseUrl: url, credentials: demoCredentials, clock, budget: createBudget({ clock }) })
  onTestFinished(async () => {
    await Promise.all([auth.close(), simulator.close()])
  })
  return { auth, clock, simulator }
}

describe.concurrent.each(Object.entries(hooks))('%s', (_, hook) => {
  describe.each(Object.entries(ways))('called off %s', (_, way) => {
    test('while the login is under way is not sent', async (context) => {
      const { expect } = context
      const { auth, clock, simulator } = await scene(context)
      const { options, callOff, heard } = way()
      const api = createPagamioKy(auth, { retry: 0, ...hook })
      simulator.failNext('login', { kind: 'delay', ms: LATE_MS })
      const leaving = api.post('purchase', { json: purchase, ...options }).catch((error) => error.name)
      await expect.poll(() => simulator.count('login')).toBe(1)
      callOff?.()
      expect(await leaving).toBe(heard)
      const staying = auth.fetch('/products/categories')
      await clock.advance(LATE_MS)
      expect((await staying).status).toBe(200)
      await simulator.settled()
      expect(simulator.count('purchase')).toBe(0)
      expect(simulator.count('login')).toBe(1)
    })

    test('while a 401 is cured is not sent again', async (context) => {
      const { expect } = context
      const { auth, clock, simulator } = await scene(context)
      const { options, callOff, heard } = way()
      const api = createPagamioKy(auth, { retry: 0, ...hook })
      await auth.getToken()
      simulator.revokeAll()
      simulator.failNext('refresh', { kind: 'delay', ms: LATE_MS })
      const leaving = api.post('purchase', { json: purchase, ...options }).catch((error) => error.name)
      await expect.poll(() => simulator.count('refresh')).toBe(1)
      callOff?.()
      expect(await leaving).toBe(heard)
      const staying = auth.fetch('/products/categories')
      await clock.advance(LATE_MS)
      expect((await staying).status).toBe(200)
      await simulator.settled()
      expect(simulator.count('purchase')).toBe(1)
      expect(simulator.charges).toEqual([])
    })
  })
})
