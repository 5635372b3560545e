import {
  createPagamioAuthPool,
  type FetchLike,
  type PagamioAuthEvent,
  type PagamioAuthPoolOptions,
} from '@pagamio/auth-core'
import { CommonStore } from './common-store.ts'
import { planFaults, type Site } from './fault-plan.ts'
import type { FleetOptions } from './fleet-options.ts'
import { CORE_SEAMS, loadSharing } from './late-sharing.ts'
import { startLoad } from './load.ts'
import { Member } from './member.ts'
import { fetchOf, type Surroundings } from './network.ts'
import { Pagamio } from './pagamio.ts'
import { Random } from './random.ts'
import { RefreshTokens } from './refresh-tokens.ts'
import { Report } from './report.ts'
import { Scheduler, turn } from './scheduler.ts'
import { storeSeenBy } from './store-view.ts'
import { fakeSubtle, realSubtle } from './subtle.ts'

const DAY = 24 * 3_600_000
const KEY = new Uint8Array(32).fill(7)

export interface Watch {
  /** Hears now and then how much of the time has passed, from 0 to 1. */
  readonly onProgress?: ((passed: number) => void) | undefined
  /** Ends the run at the first promise that is broken. */
  readonly untilBroken?: boolean
  /** Changes what each process is made of: a fault that is to be found. */
  readonly plant?: ((options: PagamioAuthPoolOptions) => PagamioAuthPoolOptions) | undefined
}

/** Runs a fleet from its cold start to its end, and returns what was seen. */
export async function runFleet(options: FleetOptions, watch: Watch = {}): Promise<Report> {
  const { onProgress, untilBroken = false, plant = (made) => made } = watch
  const random = new Random(`${options.seed}`)
  const scheduler = new Scheduler()
  const durationMs = options.days * DAY
  const report = new Report(scheduler, durationMs)
  const pagamio = new Pagamio(scheduler, options)
  const around: Surroundings = { scheduler, pagamio, report, refreshTokens: new RefreshTokens(scheduler) }
  const sharing = Promise.resolve(await loadSharing())
  const crypto = options.realCrypto ? realSubtle() : fakeSubtle()
  const seams = { subtle: crypto.subtle, load: () => sharing }

  const sites = Array.from({ length: options.addresses }, (_, index): Site => {
    const name = `10.0.${index >> 8}.${index & 255}`
    const store = new CommonStore(scheduler, random.fork(`store ${name}`))
    const address = { name, store }
    const start = (member: Member) => {
      const made = {
        environment: 'sandbox',
        credentialsFor: async (merchant) => pagamio.vault.get(merchant) as { username: string; password: string },
        store: storeSeenBy(member, store, scheduler),
        key: KEY,
        fetch: fetchOf(member, address, around) as FetchLike,
        clock: member.clock,
        random: member.random.next,
        [CORE_SEAMS]: seams,
      } as PagamioAuthPoolOptions
      const pool = createPagamioAuthPool(plant(made))
      pool.subscribe((event) => hear(member, event, report))
      return pool
    }
    const members = partOf(options.processes, index, options.addresses).map((number) => {
      const memberName = `P-${number + 1}`
      return new Member(memberName, scheduler, random.fork(memberName), start)
    })
    const merchants = partOf(options.merchants, index, options.addresses).map((number) => `M-${number + 1}`)
    return { ...address, members, merchants }
  })

  planFaults(options.faults, sites, around, random.fork('faults'), durationMs)
  for (const site of sites) startLoad(site, options, around, random)

  let turns = 0
  const settle = async () => {
    do await turn()
    while (crypto.busy)
    if (onProgress && ++turns % 20_000 === 0) onProgress(scheduler.now / durationMs)
  }
  await scheduler.run(durationMs, settle, () => untilBroken && report.broken.size > 0)
  return report
}

/** Which of so many belong to one of several groups. */
function partOf(count: number, index: number, groups: number): readonly number[] {
  return Array.from({ length: count }, (_, number) => number).filter((number) => number % groups === index)
}

function hear(member: Member, event: PagamioAuthEvent, report: Report): void {
  const { name } = member
  if (event.type === 'store_failed') member.storeFailed()
  if (event.type === 'internal_error') report.found('an internal error', `${name}: ${event.event} at ${event.step}`)
  const line = lineOf(event)
  if (line) report.tell(`${name} ${line}`)
}

function lineOf(event: PagamioAuthEvent): string | undefined {
  switch (event.type) {
    case 'acquiring':
      return `acquires for ${event.account} by ${event.endpoint}: ${event.reason}`
    case 'acquisition_failed':
      return `brought nothing for ${event.account}: ${event.code}${event.held ? '' : ', and holds none'}`
    case 'endpoint_closed':
      return `leaves ${event.endpoint} alone for ${Math.round(event.forMs / 1000)} s`
    case 'store_failed':
      return `finds that the store fails: ${event.operation}`
    default:
      return undefined
  }
}
