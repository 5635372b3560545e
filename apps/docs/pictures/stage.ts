import { createPagamioAuth, type PagamioAuth, type PagamioAuthOptions } from '@pagamio/auth-core'
import { type ManualClock, manualClock } from '@pagamio/auth-core/testing'
import type { Simulator } from '@pagamio/simulator'
import { BASE_URL } from '../src/live/world/client.ts'
import { accountOf, createPagamio } from '../src/live/world/pagamio.ts'
import { randomOf } from '../src/live/world/random.ts'
import { Work } from '../src/live/world/work.ts'
import type { Span, Tone } from './lanes.ts'

export interface Sent extends Span {
  readonly path: string
  readonly status: number
}

/** A clock, a Pagamio, and everything that was sent to it and by whom. */
export interface Stage {
  readonly clock: ManualClock
  readonly simulator: Simulator
  /** Milliseconds since the start. */
  now(): number
  /** An instance of the core, and what it sends. */
  join(options?: Partial<PagamioAuthOptions>): { readonly pagamio: PagamioAuth; readonly sent: Sent[] }
}

export function createStage(merchants = 1): Stage {
  const work = new Work()
  const clock = manualClock({ settle: work.settled })
  const began = clock.monotonic()
  const now = () => clock.monotonic() - began
  const simulator = createPagamio(clock, merchants, () => {})
  return {
    clock,
    simulator,
    now,
    join(options = {}) {
      const sent: Sent[] = []
      const fetch: PagamioAuthOptions['fetch'] = async (input, init) => {
        const from = now()
        const response = await work.of(simulator.fetch(input, init))
        const path = new URL(String(input instanceof Request ? input.url : input)).pathname.replace('/api/v1', '')
        sent.push({ path, from, to: now(), status: response.status, tone: toneOf(response.status) })
        return response
      }
      const pagamio = createPagamioAuth({
        baseUrl: BASE_URL,
        credentials: accountOf(1),
        clock,
        fetch,
        random: randomOf(1),
        ...options,
      } as PagamioAuthOptions)
      return { pagamio, sent }
    },
  }
}

const toneOf = (status: number): Tone => (status === 200 ? 'good' : 'bad')

export const isTokenCall = ({ path }: Sent) => path.startsWith('/auth/')
