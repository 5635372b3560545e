import type { Picture } from './lanes.ts'
import { createStage, isTokenCall } from './stage.ts'

const REQUESTS = 6
const APART_MS = 12

/** A token that the API refuses costs one renewal, however many requests carried it. */
export async function rejectedToken(): Promise<Picture> {
  const { clock, simulator, join, now } = createStage()
  const { pagamio, sent } = join()
  void pagamio.getToken()
  await clock.advance(1_000)
  simulator.revokeAll()
  const began = now()
  const since = (at: number) => at - began
  const before = sent.length
  for (let index = 0; index < REQUESTS; index++) {
    void pagamio.fetch(`/products/categories?request=${index}`)
    await clock.advance(APART_MS)
  }
  await clock.advance(800)
  const seen = sent.slice(before).map((call) => ({ ...call, from: since(call.from), to: since(call.to) }))
  const tries = seen.filter((call) => !isTokenCall(call))
  const first = tries.filter(({ status }) => status === 401)
  const second = tries.filter(({ status }) => status === 200)
  return {
    title: 'The rejected token',
    description: `${REQUESTS} requests are answered 401 because the token was revoked. One refresh is sent. Each request is sent once more with the new token.`,
    lanes: [
      { name: 'token calls', spans: seen.filter(isTokenCall).map((call) => ({ ...call, tone: 'plain' })) },
      ...first.flatMap((one, index) => {
        const again = second[index]
        if (!again) return []
        const waits = { from: one.to, to: again.from, tone: 'waits' as const }
        return { name: `request ${index + 1}`, spans: [{ ...one, label: '401' }, waits, { ...again, label: '200' }] }
      }),
    ],
    end: 600,
    ticks: [0, 150, 300, 450, 600].map((at) => ({ at, label: `${at} ms` })),
  }
}
