import type { FetchOrder, FetchWay } from '../fetch-client.ts'
import { type Child, startChild } from '../measure/child.ts'
import { type Comparison, compare, type Subject } from '../measure/comparison.ts'
import type { Experiment } from '../measure/experiment.ts'
import type { Row } from '../measure/row.ts'
import type { Origins } from '../origins.ts'

/** Few at once, and as many as keep the client busy. */
const CROWDS = [10, 50]

type Role = 'plain' | 'ours' | 'again' | 'peer' | 'byHand'

/** Processor time of a request with the token attached. The ratio is throughput: plain `fetch` with a fixed header is 1. */
export async function attachedFetch({ origin, tokenOrigin }: Origins): Promise<readonly Experiment[]> {
  const client = await startChild<number>('fetch-client.ts', [origin, tokenOrigin], ['--max-semi-space-size=1'])
  return CROWDS.flatMap((atOnce) => [
    experiment(client, {
      what: `pagamio.fetch, × plain fetch, ${atOnce} at once`,
      atOnce,
      withHeader: false,
      limit: 0.97,
    }),
    experiment(client, {
      what: `… with a header of the caller, ${atOnce} at once`,
      atOnce,
      withHeader: true,
      limit: 0.95,
    }),
  ])
}

interface Cell extends Omit<FetchOrder, 'way'> {
  readonly what: string
  readonly limit: number
}

function experiment(client: Child<number>, { what, atOnce, withHeader, limit }: Cell): Experiment {
  const subject =
    (way: FetchWay): Subject<'us'> =>
    async () => ({ us: await client.ask({ way, atOnce, withHeader } satisfies FetchOrder) })
  const comparison: Comparison<Role, 'us'> = compare({
    plain: subject('plain'),
    ours: subject('pagamio'),
    again: subject('pagamio'),
    peer: subject('undici-oidc'),
    byHand: subject('hand-written'),
  })
  const cell = (role: Role) => {
    const times = comparison.ratio('plain', role, 'us').median.toFixed(3)
    return `${comparison.of(role, 'us').median.toFixed(0)} µs, ${times}`
  }
  return {
    roundsPerPass: 10,
    round: comparison.round,
    rows(): readonly Row[] {
      const ratio = comparison.ratio('plain', 'ours', 'us')
      const noise = comparison.ratio('again', 'ours', 'us')
      const floor = `hand-written ${cell('byHand')}; plain ${cell('plain')}`
      const target = { kind: 'at least', limit, unit: '', of: ratio } as const
      return [{ what, ours: cell('ours'), peer: `undici-oidc ${cell('peer')}`, floor, ratio, noise, target }]
    },
    stop: client.stop,
  }
}
