import { isPagamioAuthError } from '@pagamio/auth-core'
import type { Site } from './fault-plan.ts'
import type { FleetOptions } from './fleet-options.ts'
import type { Member } from './member.ts'
import type { Surroundings } from './network.ts'
import type { Random } from './random.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** What an answer may take is part of a token's life at Pagamio, and none of its life here. */
const ANSWER_MS = 30_000
/** A second is what callers wait for a renewal at most, and then the way of a store call or two. */
const MOST_WAIT_WITH_TOKEN_MS = 2_500

/** Each merchant's calls, at random moments, more by day than by night, and each at one of the processes that serve it. */
export function startLoad(site: Site, options: FleetOptions, around: Surroundings, random: Random): void {
  const { scheduler } = around
  for (const merchant of site.merchants) {
    const drawn = random.fork(`load ${merchant}`)
    const serving = drawn.some(site.members, options.serving)
    const next = () => {
      // Thinned out: as many as in the busiest hour, of which the others lack a part.
      scheduler.after(drawn.gap(MINUTE / (options.calls * 1.6)), () => {
        if (drawn.next() < busyness(scheduler.now) / 1.6) call(drawn.pick(serving), merchant, site, around)
        next()
      })
    }
    next()
  }
}

/** 1 on average over a day, which begins at midnight. */
const busyness = (now: number) => 1 - 0.6 * Math.cos((2 * Math.PI * now) / DAY)

/** A token, and one call with it. A process that stands still is not called, as behind a load balancer. */
async function call(member: Member, merchant: string, { store }: Site, around: Surroundings): Promise<void> {
  if (member.standsStill) return
  const { scheduler, pagamio, recorder } = around
  const { report } = recorder
  const { life } = member
  const startedAt = scheduler.now
  recorder.called()
  const held = life.held.get(merchant)
  const couldUse = () => held !== undefined && pagamio.isGood(held, ANSWER_MS)
  const hadToken = couldUse()
  const stoodStill = () => member.stoodStillUntil >= startedAt || life.dead
  try {
    const auth = life.pool.for(merchant)
    life.instances.add(auth)
    const token = await auth.getToken()
    const waitedMs = scheduler.now - startedAt
    life.held.set(merchant, token.value)
    if (!stoodStill()) noteWait(waitedMs, hadToken && couldUse())
    if (pagamio.acceptsAgain(token.value)) return
    const response = await auth.fetch('/products/categories')
    await response.body?.cancel()
  } catch (error) {
    if (life.dead) return
    // What did not reach Pagamio, or was not answered, is no failure of ours.
    if (!isPagamioAuthError(error)) return
    recorder.failed(error.code)
    noteFailure(error.code)
  }

  function noteWait(ms: number, withToken: boolean): void {
    report.longestWaitMs = Math.max(report.longestWaitMs, ms)
    if (!withToken) return
    const limit = limitOfClocks()
    if (limit === undefined) report.longestWaitWithTokenMs = Math.max(report.longestWaitWithTokenMs, ms)
    if (ms <= MOST_WAIT_WITH_TOKEN_MS) return
    const what = 'a call waited though it had a living token'
    recorder.found(what, `${merchant} at ${member.name}: ${Math.round(ms)} ms`, limit)
  }

  function noteFailure(code: string): void {
    if (!hadToken || !couldUse()) return
    const limit = limitOfClocks()
    if (limit === undefined) report.failedWithToken++
    recorder.found('a call failed though it had a living token', `${merchant} at ${member.name}: ${code}`, limit)
  }

  /**
   * Either clock may say that a token is over: a process whose wall clock was wrong cannot know that it lives, and the age
   * that it notes in the store is what the others go by.
   */
  function limitOfClocks(): string | undefined {
    const givenAt = (held !== undefined && pagamio.givenAt(held)) || 0
    return store.clocksWrongAt >= givenAt
      ? 'a token lived while the clock of a process was wrong by minutes'
      : undefined
  }
}
