import { renewalWindows } from '../../../packages/auth-core/src/token/renewal-windows.ts'
import type { Picture } from './lanes.ts'
import { createStage, isTokenCall } from './stage.ts'

const MINUTE = 60_000
const LIFE = 30 * MINUTE

/** A token from its login to its end, with the renewal that happens behind it. */
export async function tokenLife(): Promise<Picture> {
  const { clock, join, now } = createStage()
  const { pagamio, sent } = join()
  const served: { at: number; tone: 'good' }[] = []
  for (let minute = 0; minute < 40; minute++) {
    void pagamio.fetch('/products/categories').then(() => served.push({ at: now(), tone: 'good' }))
    await clock.advance(MINUTE)
  }
  const calls = sent.filter(isTokenCall)
  const [first = 0, second = 0] = calls.map(({ to }) => to)
  const windows = renewalWindows(LIFE, { renewal: 'ahead', jitter: 0 })
  return {
    title: "A token's life",
    description:
      'A token lives for 30 minutes. In the last five it is still used at once, while one refresh goes on behind it. Only in the last 30 seconds do callers wait for that refresh.',
    lanes: [
      { name: 'first token', spans: [{ from: first, to: first + LIFE, tone: 'good', label: 'used at once' }] },
      {
        name: 'renewal windows',
        spans: [
          { from: LIFE - windows.aheadMs, to: LIFE - windows.mustMs, tone: 'window' },
          { from: LIFE - windows.mustMs, to: LIFE, tone: 'waits' },
        ],
      },
      { name: 'next token', spans: [{ from: second, to: second + LIFE, tone: 'good' }] },
      { name: 'token calls', dots: calls.map(({ to }) => ({ at: to, tone: 'plain' as const })) },
      { name: 'API requests', dots: served },
    ],
    end: 40 * MINUTE,
    ticks: [0, 10, 20, 25, 30, 40].map((minute) => ({ at: minute * MINUTE, label: `${minute} min` })),
  }
}
