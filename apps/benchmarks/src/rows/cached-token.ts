import { type Comparison, compare, type Subject } from '../measure/comparison.ts'
import type { Experiment } from '../measure/experiment.ts'
import { processorTime } from '../measure/processor-time.ts'
import type { Row } from '../measure/row.ts'
import { pagamioAt } from '../pagamio-at.ts'
import { handWritten } from '../peers/hand-written.ts'
import { loginByHand } from '../peers/hand-written-login.ts'
import { openidClient } from '../peers/openid-client.ts'

const CALLS = 100_000

type Role = 'bare' | 'ours' | 'again' | 'peer' | 'byHand'

/** What `await getToken()` costs while a token is held. */
export async function cachedToken(origin: string): Promise<Experiment> {
  const auth = pagamioAt(origin)
  const constant = await auth.getToken()
  const byHand = handWritten(() => loginByHand(origin))
  const comparison: Comparison<Role, 'ns'> = compare({
    bare: subject(async () => constant),
    ours: subject(() => auth.getToken()),
    again: subject(() => auth.getToken()),
    peer: subject(openidClient(origin)),
    byHand: subject(() => byHand.getToken()),
  })
  const cell = (role: Role) => {
    const times = comparison.ratio(role, 'bare', 'ns').median.toFixed(2)
    return `${comparison.of(role, 'ns').median.toFixed(0)} ns, ${times} ×`
  }
  return {
    roundsPerPass: 4,
    round: comparison.round,
    rows(): readonly Row[] {
      const ratio = comparison.ratio('ours', 'bare', 'ns')
      return [
        {
          what: 'cached getToken(), × a bare async function',
          ours: cell('ours'),
          peer: `openid-client, naive cache ${cell('peer')}`,
          floor: `hand-written ${cell('byHand')}; bare ${comparison.of('bare', 'ns').median.toFixed(0)} ns`,
          ratio,
          noise: comparison.ratio('again', 'ours', 'ns'),
          target: { kind: 'at most', limit: 1.8, unit: '×', of: ratio },
        },
      ]
    },
    stop: () => auth.close(),
  }
}

function subject(getToken: () => Promise<unknown>): Subject<'ns'> {
  return async () => {
    const used = processorTime()
    for (let call = 0; call < CALLS; call++) await getToken()
    return { ns: (used() * 1e6) / CALLS }
  }
}
