import { memoryStore, type PagamioAuthOptions } from '@pagamio/auth-core'
import { loadSharing } from '../src/live/world/library.ts'
import { plainSubtle } from '../src/live/world/subtle.ts'
import type { Lane, Picture } from './lanes.ts'
import { createStage, isTokenCall } from './stage.ts'

const PROCESSES = 8

/** Processes that start together: one takes the lease and logs in, the others find its token. */
export async function sharing(): Promise<Picture> {
  const { clock, join, now } = createStage()
  const sharing = await loadSharing()
  const store = memoryStore({ clock })
  const lanes: Lane[] = []
  for (let index = 0; index < PROCESSES; index++) {
    const { pagamio, sent } = join({
      store,
      key: new Uint8Array(32).fill(7),
      [Symbol.for('@pagamio/auth-core/seams')]: { subtle: plainSubtle, load: async () => sharing },
    } as Partial<PagamioAuthOptions>)
    const from = now()
    void pagamio.getToken().then(() => {
      const [login] = sent.filter(isTokenCall)
      const waited = { from, to: now(), tone: 'waits' as const }
      lanes[index] = {
        name: `process ${index + 1}`,
        spans: login ? [{ ...login, tone: 'plain', label: 'logs in' }] : [waited],
      }
    })
  }
  await clock.advance(1_000)
  return {
    title: 'Sharing',
    description: `${PROCESSES} processes with one store start together. One takes the lease and logs in. The others look into the store until its token is there.`,
    lanes,
    end: 400,
    ticks: [0, 100, 200, 300, 400].map((at) => ({ at, label: `${at} ms` })),
  }
}
