import type { Simulator } from '@pagamio/simulator'
import type { Clock, FetchLike } from '../../src/index.ts'
import { momentOf } from '../../src/platform/clock.ts'
import type { ClientModel } from './client-model.ts'
import type { SeenCall } from './seen-call.ts'

const BASE = 'https://vas-sandbox-api.pagamio.tech/api/v1'

/** The simulator's `fetch`, with everything that passes told to the model. */
export function wireTap(parts: { simulator: Simulator; clock: Clock; model: ClientModel }): FetchLike {
  const { simulator, clock, model } = parts
  return async (input, init = {}) => {
    const now = momentOf(clock)
    const headers = new Headers(init.headers)
    const call: SeenCall = {
      kind: kindOf(String(input)),
      at: now,
      version: model.version,
      body: init.body ?? undefined,
      bearer: headers.get('authorization')?.replace(/^Bearer /, ''),
      callId: headers.get('x-call') ?? undefined,
      over: false,
    }
    model.sending(call, now)
    const seenBefore = simulator.log.length
    const givenUp = () => model.answered(call, undefined)
    try {
      const answering = simulator.fetch(input, init)
      const entry = simulator.log[seenBefore]
      const response = await answering
      if (entry?.fault === 'hang-after-headers') {
        init.signal?.addEventListener('abort', givenUp, { once: true })
        return response
      }
      const text = await response.text()
      model.answered(call, { status: response.status, text })
      return new Response(text === '' ? null : text, { status: response.status, headers: response.headers })
    } catch (error) {
      givenUp()
      throw error
    }
  }
}

function kindOf(url: string): SeenCall['kind'] {
  if (!url.startsWith(`${BASE}/`)) return 'foreign'
  if (url === `${BASE}/auth/token`) return 'login'
  return url === `${BASE}/auth/token/refresh` ? 'refresh' : 'api'
}
