import type { Lane, Picture } from './lanes.ts'
import { createStage, isTokenCall } from './stage.ts'

const CALLERS = 8
const APART_MS = 18

/** Callers who come while a login is under way wait for it. */
export async function oneFlight(): Promise<Picture> {
  const { clock, join, now } = createStage()
  const { pagamio, sent } = join()
  const callers: Lane[] = []
  for (let index = 0; index < CALLERS; index++) {
    const from = now()
    void pagamio.getToken().then(() => {
      callers[index] = { name: `caller ${index + 1}`, spans: [{ from, to: now(), tone: 'waits' }] }
    })
    await clock.advance(APART_MS)
  }
  await clock.advance(200)
  return {
    title: 'One flight',
    description: `${CALLERS} callers ask for a token within 150 ms. One login is sent, and all of them get its token at the same moment.`,
    lanes: [
      { name: 'POST /auth/token', spans: sent.filter(isTokenCall).map((call) => ({ ...call, tone: 'plain' })) },
      ...callers,
    ],
    end: 200,
    ticks: [0, 50, 100, 150, 200].map((at) => ({ at, label: `${at} ms` })),
  }
}
