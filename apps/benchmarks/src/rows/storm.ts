import { type Child, startChild } from '../measure/child.ts'
import { type Comparison, compare, type Figures, type Subject } from '../measure/comparison.ts'
import type { Experiment } from '../measure/experiment.ts'
import type { Row } from '../measure/row.ts'
import type { Origins } from '../origins.ts'

type Metric = 'tokenCalls' | 'successes' | 'ms' | 'processorMs'
type Role = 'ours' | 'again' | 'peer' | 'byHand'

const WAYS: Readonly<Record<Role, string>> = {
  ours: 'pagamio',
  again: 'pagamio',
  peer: 'undici-oidc',
  byHand: 'hand-written',
}

/** A thousand requests at once with a token that the API has revoked. */
export async function storm(): Promise<Experiment> {
  // A server of its own: it revokes all the tokens that it has issued.
  const server = await startChild<number, Origins>('token-server.ts')
  const { origin, tokenOrigin } = server.greeting
  const clients: Child<unknown>[] = []
  const subject = async (role: Role): Promise<Subject<Metric>> => {
    const client = await startChild<unknown>('storm-client.ts', [WAYS[role], origin, tokenOrigin])
    clients.push(client)
    return async () => {
      await client.ask('prime')
      await server.ask('revoke')
      const figures = (await client.ask('storm')) as Figures<Exclude<Metric, 'tokenCalls'>>
      return { ...figures, tokenCalls: await server.ask('count') }
    }
  }
  const comparison: Comparison<Role, Metric> = compare({
    ours: await subject('ours'),
    again: await subject('again'),
    peer: await subject('peer'),
    byHand: await subject('byHand'),
  })
  const shown = (role: Role, metric: Metric) => comparison.of(role, metric).median.toLocaleString('en', DIGITS)
  const row = (metric: Metric, name: string, unit: string, target: Row['target']): Row => ({
    what: `a 401 storm of 1,000: ${name}`,
    ours: `${shown('ours', metric)}${unit}`,
    peer: `undici-oidc ${shown('peer', metric)}${unit}`,
    floor: `hand-written ${shown('byHand', metric)}${unit}`,
    ratio: comparison.ratio('ours', 'peer', metric),
    noise: comparison.ratio('again', 'ours', metric),
    target,
  })
  const notSlower = (metric: Metric): Row['target'] => ({
    kind: 'at most',
    limit: 1,
    unit: '×',
    of: comparison.ratio('ours', 'peer', metric),
  })
  return {
    roundsPerPass: 1,
    round: comparison.round,
    rows: () => [
      row('tokenCalls', 'calls to the token endpoint', '', {
        kind: 'at most',
        limit: 1,
        unit: '',
        of: comparison.of('ours', 'tokenCalls'),
      }),
      row('successes', 'successes', '', {
        kind: 'at least',
        limit: 1_000,
        unit: '',
        of: comparison.of('ours', 'successes'),
      }),
      row('ms', 'until all are answered', ' ms', notSlower('ms')),
      row('processorMs', 'processor time', ' ms', notSlower('processorMs')),
    ],
    async stop() {
      for (const child of [...clients, server]) await child.stop()
    },
  }
}

const DIGITS = { maximumFractionDigits: 0 }
