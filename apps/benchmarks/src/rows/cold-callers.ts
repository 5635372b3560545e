import { startChild } from '../measure/child.ts'
import { type Comparison, compare, type Figures, type Subject } from '../measure/comparison.ts'
import type { Experiment } from '../measure/experiment.ts'
import type { Row } from '../measure/row.ts'

const CALLERS = 10_000

type Metric = 'leavesMs' | 'lastMs' | 'processorMs'
type Role = 'ours' | 'again' | 'byHand'

/** 10,000 callers in one turn, while no token is held: one login must do for all. */
export function coldCallers(): readonly Experiment[] {
  const signals = compare<Role, Metric>({
    ours: subject('pagamio', 'signals'),
    again: subject('pagamio', 'signals'),
    byHand: subject('hand-written', 'signals'),
  })
  const none = compare<Role | 'memoize', Metric>({
    ours: subject('pagamio'),
    again: subject('pagamio'),
    byHand: subject('hand-written'),
    memoize: subject('p-memoize'),
  })
  const memoize = (metric: Metric) => `p-memoize ${none.of('memoize', metric).median.toFixed(1)} ms`
  return [
    experiment('10,000 cold callers, no options', none, memoize),
    // p-memoize knows no signals.
    experiment('10,000 cold async callers with signals', signals, () => '–'),
  ]
}

function experiment(what: string, comparison: Comparison<Role, Metric>, peer: (metric: Metric) => string): Experiment {
  const row = (metric: Metric, name: string, limit: number): Row => ({
    what: `${what}: ${name}`,
    ours: `${comparison.of('ours', metric).median.toFixed(1)} ms`,
    peer: peer(metric),
    floor: `hand-written ${comparison.of('byHand', metric).median.toFixed(1)} ms`,
    // By hand the login leaves at once: there is nothing to divide by.
    ratio: metric === 'leavesMs' ? undefined : comparison.ratio('ours', 'byHand', metric),
    noise: comparison.ratio('again', 'ours', metric),
    target: { kind: 'at most', limit, unit: 'ms', of: comparison.of('ours', metric) },
  })
  return {
    roundsPerPass: 1,
    round: comparison.round,
    rows: () => [
      row('leavesMs', 'login leaves after', 10),
      row('lastMs', 'last one resolved after the answer', 6),
      row('processorMs', 'processor time', 20),
    ],
    stop: async () => {},
  }
}

function subject(way: string, signals = ''): Subject<Metric> {
  return async () => {
    const args = [way, String(CALLERS), signals]
    const child = await startChild<never, Figures<Metric>>('crowd-client.ts', args, ['--expose-gc'])
    return child.greeting
  }
}
