import { createPagamioAuthPool, type PagamioAuthPoolOptions } from '@pagamio/auth-core'
import { BASE_URL } from '../src/live/world/client.ts'
import { accountOf } from '../src/live/world/pagamio.ts'
import { randomOf } from '../src/live/world/random.ts'
import type { Picture } from './lanes.ts'
import { createStage } from './stage.ts'

const MINUTE = 60_000
const MERCHANTS = 40

/** A cold start of many merchants: five logins in any minute, in the order of asking. */
export async function budget(): Promise<Picture> {
  const { clock, simulator, now } = createStage(MERCHANTS)
  const pool = createPagamioAuthPool({
    baseUrl: BASE_URL,
    credentialsFor: async (merchant) => accountOf(Number(merchant)),
    timeoutMs: 15 * MINUTE,
    clock,
    fetch: simulator.fetch,
    random: randomOf(1),
  } as PagamioAuthPoolOptions)
  const began = clock.monotonic()
  const served: { at: number; tone: 'good' }[] = []
  for (let merchant = 1; merchant <= MERCHANTS; merchant++)
    void pool
      .for(`${merchant}`)
      .getToken()
      .then(() => served.push({ at: now(), tone: 'good' }))
  await clock.advance(8 * MINUTE)
  const logins = simulator.log.filter(({ endpoint }) => endpoint === 'login')
  return {
    title: 'The budget',
    description: `${MERCHANTS} merchants ask for their first token at the same moment. Five logins are sent in any 60 seconds, none is answered 429, and the last merchant is served after seven minutes.`,
    lanes: [
      {
        name: 'POST /auth/token',
        dots: logins.map(({ at, status }) => ({ at: at - began, tone: status === 200 ? 'plain' : 'bad' })),
      },
      { name: 'merchants served', dots: served },
    ],
    end: 8 * MINUTE,
    ticks: [0, 1, 2, 3, 4, 5, 6, 7, 8].map((minute) => ({ at: minute * MINUTE, label: `${minute} min` })),
  }
}
