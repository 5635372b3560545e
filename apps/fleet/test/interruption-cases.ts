// Processes that are killed, or stopped and woken, at any moment, while others go on. All of it holds for every store that
// processes share. The API takes a refresh token that is used twice for theft, and ends all tokens of that login.
import { demoCredentials, type Simulator } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../src/setup.ts'
import { type Fleet, fleetsIn, until } from './support/fleet.ts'
import type { Member } from './support/member.ts'
import type { Kind } from './support/places.ts'

const PROCESSES = 8
const KILLS = 100
/** A busy machine starts a process a second. */
const PATIENT = { timeout: 300_000 }
/** Longer than a lease lasts. */
const STOPPED_MS = 11_000
/** What a process that is stopped has been given meanwhile is still of use when it wakes. */
const OUTLIVING = { accessMs: 26_000 }
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Numbers that a failure can be repeated with, as far as processes can repeat anything. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const refusedRefreshes = ({ log }: Simulator) => log.filter((one) => one.endpoint === 'refresh' && one.status === 401)

/** Calls again and again, until its process is gone or all is over; gives the answers that are no good ones. */
async function work(member: Member, isOver: () => boolean): Promise<readonly Answer[]> {
  const bad: Answer[] = []
  while (!isOver()) {
    const answer = await Promise.race([member.ask('fetch', demoCredentials), member.gone])
    if (!answer) break
    if (answer.status !== 200) bad.push(answer)
    await pause(100)
  }
  return bad
}

// A busy machine takes a second for a call: a token that lives for less than some of them dies on its way, twice.
const quick = {
  lifetimes: { accessMs: 10_000 },
  rotation: 'strict',
  latencyMs: 30,
  limits: { windowMs: 400 },
} as const

/** What waits longest: it begins first. */
export function stoppedCases(kind: Kind): void {
  const fleet = fleetsIn(kind)
  const run = kind.missing ? describe.skip : describe.concurrent

  run('interruptions', () => {
    test(
      'processes that are stopped for longer than a lease in the middle of a refresh, and go on: no refresh token is sent twice (failure modes 79, 80)',
      PATIENT,
      async (context) => {
        const { members, simulator, start }: Fleet = await fleet(context, PROCESSES, { ...quick, lifetimes: OUTLIVING })
        let over = false
        const stopped = [...members]
        const working = stopped.map((member) => work(member, () => over))
        simulator.failNext('refresh', { kind: 'delay', ms: 1_500 })
        await until(() => simulator.count('refresh') === 1)
        for (const member of stopped) member.pause()
        // They have no token yet, and find one that is being renewed.
        for (const member of [await start(), await start()]) working.push(work(member, () => over))
        await pause(STOPPED_MS)
        await until(() => simulator.count('login') === 2)
        for (const member of stopped) member.resume()
        const before = simulator.count('refresh')
        await until(() => simulator.count('refresh') > before)
        over = true
        const bad = (await Promise.all(working)).flat()
        expect(refusedRefreshes(simulator)).toEqual([])
        expect(bad).toEqual([])
        expect(simulator.count('login')).toBe(2)
      },
    )
  })
}

/** What needs a core for itself. */
export function killedCases(kind: Kind): void {
  const fleet = fleetsIn(kind)
  const run = kind.missing ? describe.skip : describe.concurrent

  run('interruptions', () => {
    test(
      `${KILLS} processes that are killed at any moment: nobody else fails, and no refresh token is sent twice (failure modes 78, 82)`,
      PATIENT,
      async (context) => {
        const { members, simulator, start }: Fleet = await fleet(context, PROCESSES, quick)
        const random = randomFrom(1)
        const running = [...members]
        let over = false
        const working = running.map((member) => work(member, () => over))
        for (let kills = 0; kills < KILLS; kills++) {
          const at = Math.floor(random() * running.length)
          const next = await start()
          await pause(random() * 150)
          await running[at]?.kill()
          running[at] = next
          working.push(work(next, () => over))
        }
        over = true
        const bad = (await Promise.all(working)).flat()
        expect(refusedRefreshes(simulator)).toEqual([])
        expect(bad).toEqual([])
        expect(simulator.count('refresh')).toBeGreaterThanOrEqual(2)
        // One that dies with the only new refresh token costs a login, and each costs one at most.
        expect(simulator.count('login')).toBeLessThanOrEqual(1 + KILLS)
        expect(simulator.busiestWindow('login', quick.limits.windowMs)).toBeLessThanOrEqual(5)
        expect(simulator.log.filter(({ status }) => status === 429)).toEqual([])
      },
    )
  })
}
