import type { Picture } from './lanes.ts'
import { createStage, isTokenCall } from './stage.ts'

const MINUTE = 60_000
const DOWN_AT = 20 * MINUTE
const UP_AT = 34 * MINUTE

/** The token endpoint is down: the held token goes on working, and tries grow apart. */
export async function endpointDown(): Promise<Picture> {
  const { clock, simulator, join, now } = createStage()
  const { pagamio, sent } = join({ timeoutMs: 5_000 })
  const requests: { at: number; tone: 'good' | 'bad' }[] = []
  const fail = (endpoint: 'login' | 'refresh') =>
    simulator.failNext(endpoint, { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
  for (let at = 0; at < 40 * MINUTE; at += MINUTE / 2) {
    if (at === DOWN_AT) for (const endpoint of ['login', 'refresh'] as const) fail(endpoint)
    if (at === UP_AT) simulator.clearFaults()
    const begun = now()
    void pagamio.fetch('/products/categories').then(
      () => requests.push({ at: begun, tone: 'good' }),
      () => requests.push({ at: begun, tone: 'bad' }),
    )
    await clock.advance(MINUTE / 2)
  }
  return {
    title: 'The token endpoint is down',
    description:
      'The endpoint answers 503 from minute 20 to minute 34. Requests go on with the held token until it ends at minute 30. Tries grow apart to a minute. After the outage the next try brings a token.',
    lanes: [
      { name: 'endpoint', spans: [{ from: DOWN_AT, to: UP_AT, tone: 'bad', label: '503' }] },
      { name: 'token', spans: [{ from: 0, to: 30 * MINUTE, tone: 'good' }] },
      {
        name: 'token calls',
        dots: sent
          .filter(isTokenCall)
          .map(({ to, tone }) => ({ at: to, tone: tone === 'good' ? ('plain' as const) : tone })),
      },
      { name: 'API requests', dots: requests },
    ],
    end: 40 * MINUTE,
    ticks: [0, 10, 20, 30, 34, 40].map((minute) => ({ at: minute * MINUTE, label: `${minute} min` })),
  }
}
