import { expectCount } from '../expect.ts'
import type { Stage } from '../stage.ts'
import { expectServed, RENEW_AHEAD_MS } from './sharing.ts'

const SLOW_MS = 2_000

/** Played with a store that outlives the application. */
export const shutdown: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'a shutdown while a renewal is under way loses no new token'(stage) {
    await openKeeping(stage)
    stage.advance(RENEW_AHEAD_MS)
    stage.simulator.failNext('refresh', { kind: 'delay', ms: SLOW_MS })
    expectServed(await stage.crowd(3))
    await stage.until(() => stage.simulator.count('refresh') === 1, 'a token with 4 minutes left is not renewed')
    const closing = stage.close()
    await stage.rest()
    stage.advance(SLOW_MS)
    await closing
    await expectNextStartNeedsNothing(stage)
  },

  async 'a shutdown while visitors wait for a token loses neither them nor the token'(stage) {
    await openKeeping(stage)
    // The token is dead by now, and every visitor has to wait.
    stage.advance(31 * 60_000)
    stage.simulator.failNext('refresh', { kind: 'delay', ms: SLOW_MS })
    const waiting = stage.crowd(5)
    await stage.until(() => stage.simulator.count('refresh') === 1, 'nobody asks for a new token')
    await stage.rest()
    const closing = stage.close()
    await stage.rest()
    stage.advance(SLOW_MS)
    expectServed(await waiting)
    await closing
    await expectNextStartNeedsNothing(stage)
  },
}

async function openKeeping(stage: Stage): Promise<void> {
  await stage.warmUp()
  await stage.until(() => stage.kept.writes > 0, 'the first token is not kept in the store')
}

/** A refresh token is spent by its use: what was not saved would be lost for good. */
async function expectNextStartNeedsNothing(stage: Stage): Promise<void> {
  await stage.reopen()
  expectServed(await stage.crowd(3))
  expectCount('refreshes in both lives', stage.simulator.count('refresh'), 1)
  expectCount('logins in both lives', stage.simulator.count('login'), 0)
  expectCount('401s in both lives', stage.simulator.count(undefined, 'unauthorized'), 0)
}
