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
import { Recorder } from './recorder.ts'
import { RefreshTokens } from './refresh-tokens.ts'
import type { Report } from './report.ts'
import { Scheduler } from './scheduler.ts'
import { storeSeenBy } from './store-view.ts'
import { fakeSubtle, realSubtle } from './subtle.ts'

export const DAY = 24 * 3_600_000
const KEY = new Uint8Array(32).fill(7)

export interface Watch {
  /** Hears now and then how much of the time has passed, from 0 to 1. */
  readonly onProgress?: ((passed: number) => void) | undefined
  /** Ends the run at the first promise that is broken. */
  readonly untilBroken?: boolean
  /** Changes what each process is made of: a fault that is to be found. */
  readonly plant?: ((options: PagamioAuthPoolOptions) => PagamioAuthPoolOptions) | undefined
}

/**
 * Runs all processes and merchants of one address, from their cold start to the end. Addresses have nothing in common but
 * what goes wrong at Pagamio, so that each has a time of its own.
 */
export async function runAddress(options: FleetOptions, index: number, watch: Watch = {}): Promise<Report> {
  const { onProgress, untilBroken = false, plant = (made) => made } = watch
  const random = new Random(`${options.seed}`)
  const scheduler = new Scheduler()
  const durationMs = options.days * DAY
  const recorder = new Recorder(scheduler, durationMs)
  const merchants = partOf(options.merchants, index, options.addresses).map((number) => `M-${number + 1}`)
  const pagamio = new Pagamio(scheduler, merchants, options)
  const around: Surroundings = { scheduler, pagamio, recorder, refreshTokens: new RefreshTokens(scheduler) }
  const sharing = Promise.resolve(await loadSharing())
  const crypto = options.realCrypto ? realSubtle() : fakeSubtle()
  const seams = { subtle: crypto.subtle, load: () => sharing }

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
    pool.subscribe((event) => hear(member, event, recorder))
    return pool
  }
  const members = partOf(options.processes, index, options.addresses).map((number) => {
    const memberName = `P-${number + 1}`
    return new Member(memberName, scheduler, random.fork(memberName), start)
  })
  const site: Site = { ...address, members, merchants }
  planFaults(options.faults, site, around, random.fork('faults'), durationMs)
  startLoad(site, options, around, random)

  let moments = 0
  const isEnough = () => {
    if (onProgress && ++moments % 20_000 === 0) onProgress(scheduler.now / durationMs)
    return untilBroken && recorder.report.broken.size > 0
  }
  await scheduler.run(durationMs, { isEnough, isBusy: () => crypto.busy })
  return recorder.report
}

/** Which of so many belong to one of several groups. */
function partOf(count: number, index: number, groups: number): readonly number[] {
  return Array.from({ length: count }, (_, number) => number).filter((number) => number % groups === index)
}

function hear(member: Member, event: PagamioAuthEvent, recorder: Recorder): void {
  const { name } = member
  if (event.type === 'store_failed') member.storeFailed()
  if (event.type === 'internal_error') recorder.found('an internal error', `${name}: ${event.event} at ${event.step}`)
  const line = lineOf(event)
  if (line) recorder.tell(`${name} ${line}`)
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
