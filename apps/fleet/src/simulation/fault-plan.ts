import type { Fault } from '@pagamio/simulator'
import { type FaultKind, faultKinds } from './fault-kinds.ts'
import type { Member } from './member.ts'
import type { Address, Surroundings } from './network.ts'
import type { Random } from './random.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** An address with all that goes wrong there. */
export interface Site extends Address {
  readonly members: readonly Member[]
  readonly merchants: readonly string[]
}

/** One fault: what begins it, and what ends it again after a while. */
interface Cause {
  /** Something that is over at once takes no time. */
  readonly ms: readonly [least: number, most: number]
  /** Begins it, and returns what ends it. */
  strike(): (() => unknown) | undefined
}

/** What goes wrong at Pagamio does so for all addresses at once. */
const everywhere: readonly FaultKind[] = ['outage', 'slow-answers', 'lost-answers', 'revocation']

/** Plans all faults that an address sees: each kind about twice a day, or three times in a short run. */
export function planFaults(
  kinds: readonly FaultKind[],
  site: Site,
  around: Surroundings,
  random: Random,
  durationMs: number,
): void {
  const { scheduler, recorder } = around
  const everyMs = Math.min(12 * HOUR, durationMs / 3)
  const pagamioFaults = new PagamioFaults(random.fork(`answers ${site.name}`))
  around.pagamio.faultFor = pagamioFaults.for

  for (const kind of kinds) {
    const drawn = random.fork(`${kind} ${everywhere.includes(kind) ? 'all' : site.name}`)
    const cause = causeOf(kind, site, { ...around, random: drawn, pagamioFaults })
    const label = faultKinds[kind]
    const happens = () => {
      const from = scheduler.now
      const ms = drawn.between(...cause.ms)
      recorder.tell(ms > 0 ? `begins: ${label}` : label)
      const end = cause.strike()
      recorder.report.faults.push({ kind: label, from, until: Math.min(durationMs, from + ms) })
      scheduler.after(ms, () => {
        if (ms > 0) recorder.tell(`ends: ${label}`)
        end?.()
        scheduler.after(drawn.gap(everyMs), happens)
      })
    }
    scheduler.after(drawn.between(0, everyMs), happens)
  }
}

/** What Pagamio does wrong at the moment, and to which request. */
class PagamioFaults {
  outage: Fault | undefined
  slowMs = 0
  losing = false
  blocked = false
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  readonly for = (endpoint: string): Fault | undefined => {
    if (this.blocked) return { kind: 'status', status: 403, body: 'html' }
    if (this.outage) return this.outage
    if (endpoint !== 'login' && endpoint !== 'refresh') return undefined
    if (this.losing && this.#random.next() < 0.5) return { kind: 'lose-answer' }
    return this.slowMs > 0 ? { kind: 'delay', ms: this.slowMs * this.#random.between(0.5, 1.5) } : undefined
  }
}

interface Means extends Surroundings {
  readonly random: Random
  readonly pagamioFaults: PagamioFaults
}

function causeOf(kind: FaultKind, site: Site, means: Means): Cause {
  const { random, pagamio, pagamioFaults, scheduler } = means
  const { store, members } = site
  const some = (share: number) => random.some(members, Math.max(1, Math.round(members.length * share)))
  const troubled = (begin: () => () => unknown) => () => {
    store.troubleBegins()
    const end = begin()
    return () => {
      end()
      store.troubleEnds()
    }
  }
  const stumbling = (how: 'stands still' | 'dies', share: number) => () => {
    const chosen = some(share)
    for (const member of chosen) member.stumbles = how
    return () => {
      for (const member of chosen) member.stumbles = undefined
    }
  }

  const causes: { readonly [Kind in FaultKind]: Cause } = {
    'store-slow': {
      ms: [MINUTE, 10 * MINUTE],
      strike: () => {
        store.slowMs = random.pick([50, 150, 300])
        return () => (store.slowMs = 0)
      },
    },
    'store-down': {
      ms: [0.5 * MINUTE, 5 * MINUTE],
      strike: troubled(() => {
        store.down = random.pick(['refused', 'silent', undefined])
        // Nobody waits for more than half a second while another way is left.
        if (!store.down) store.slowMs = 1_000
        return () => {
          if (!store.down) store.slowMs = 0
          store.down = undefined
        }
      }),
    },
    'store-cut': {
      ms: [MINUTE, 10 * MINUTE],
      strike: troubled(() => {
        const how = random.pick(['refused', 'silent', 'answers are lost'] as const)
        const chosen = some(1 / 3)
        for (const member of chosen) member.cut = how
        return () => {
          for (const member of chosen) member.cut = undefined
        }
      }),
    },
    'store-forgets': {
      ms: [MINUTE, 5 * MINUTE],
      strike: troubled(() => {
        store.forgets = true
        return () => (store.forgets = false)
      }),
    },
    'store-emptied': { ms: [0, 0], strike: () => void store.empty() },
    'store-restored': { ms: [MINUTE, 30 * MINUTE], strike: () => store.snapshot() },
    outage: {
      ms: [MINUTE, 20 * MINUTE],
      strike: () => {
        pagamioFaults.outage = random.pick<Fault>([
          { kind: 'status', status: 503 },
          { kind: 'reset' },
          { kind: 'hang' },
          { kind: 'html' },
        ])
        return () => (pagamioFaults.outage = undefined)
      },
    },
    'slow-answers': {
      ms: [2 * MINUTE, 10 * MINUTE],
      strike: () => {
        pagamioFaults.slowMs = random.between(1_000, 12_000)
        return () => (pagamioFaults.slowMs = 0)
      },
    },
    'lost-answers': {
      ms: [MINUTE, 5 * MINUTE],
      strike: () => {
        pagamioFaults.losing = true
        return () => (pagamioFaults.losing = false)
      },
    },
    block: {
      ms: [MINUTE, 15 * MINUTE],
      strike: () => {
        pagamioFaults.blocked = true
        return () => (pagamioFaults.blocked = false)
      },
    },
    revocation: { ms: [0, 0], strike: () => void pagamio.revokeAll() },
    'password-change': {
      ms: [0, 0],
      strike: () => {
        for (const merchant of random.some(site.merchants, 4)) pagamio.changePassword(merchant, random)
        return undefined
      },
    },
    pause: { ms: [MINUTE, 10 * MINUTE], strike: stumbling('stands still', 0.2) },
    kill: { ms: [MINUTE, 10 * MINUTE], strike: stumbling('dies', 0.2) },
    deploy: {
      ms: [5 * MINUTE, 5 * MINUTE],
      strike: () => {
        for (const member of members) scheduler.after(random.between(0, 5 * MINUTE), () => member.die())
        return undefined
      },
    },
    clock: {
      ms: [10 * MINUTE, 2 * HOUR],
      strike: () => {
        const chosen = some(0.1).map((member) => ({ member, ms: random.between(-30, 30) * MINUTE }))
        for (const { member, ms } of chosen) member.setWall(ms)
        store.clocksWrongAt = Number.POSITIVE_INFINITY
        return () => {
          store.clocksWrongAt = scheduler.now
          for (const { member, ms } of chosen) member.setWall(-ms)
        }
      },
    },
  }
  return causes[kind]
}
