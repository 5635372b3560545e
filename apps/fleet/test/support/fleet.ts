import { createSimulator, demoCredentials, type Simulator, type SimulatorOptions } from '@pagamio/simulator'
import { type TestContext, vi } from 'vitest'
import type { Answer, WorkerSetup } from '../../src/setup.ts'
import { type Account, type Member, startMember } from './member.ts'
import type { Kind, Place } from './places.ts'

export const merchants = Array.from({ length: 12 }, (_, n) => ({
  username: `merchant-${n}-canary`,
  password: `password-${n}-canary`,
  id: `M-${n}`,
}))

/** Processes that share a place, and the API that they use. */
export interface Fleet {
  readonly simulator: Simulator
  readonly place: Place
  readonly members: readonly Member[]
  /** `program`: another one than the others run. */
  start(extra?: Partial<WorkerSetup>, program?: string): Promise<Member>
  all(what: 'token' | 'fetch', account?: Account): Promise<readonly Answer[]>
  /**
   * How many processes had no answer from the store in time: on a machine that is too busy, a process gets none for half a
   * second, and logs in alone.
   */
  alone(): Promise<number>
}

export type StartFleet = (
  context: TestContext,
  size: number,
  simulated?: SimulatorOptions & { limits?: false | { windowMs: number; logins?: number } },
  extra?: Partial<WorkerSetup>,
) => Promise<Fleet>

/** Until something is seen, in real time, as processes live in it; gives up after a while. */
export const until = (seen: () => boolean | Promise<boolean>) =>
  vi.waitUntil(seen, { timeout: 40_000, interval: 100 }).then(() => {})

/** The different tokens in answers, and the codes of those that have none. */
export const tokensOf = (answers: readonly Answer[]) => new Set(answers.map(({ token, code }) => token ?? code))

/** Starts fleets that are gone when their test is over. */
export const fleetsIn =
  ({ open }: Kind): StartFleet =>
  async ({ onTestFinished }, size, { limits, ...simulated } = {}, extra = {}) => {
    const simulator = createSimulator({
      merchants: [...merchants, { ...demoCredentials, id: 'M-1001' }],
      limits,
      ...simulated,
    })
    const { url: baseUrl } = await simulator.listen()
    const place = await open()
    const members: Member[] = []
    const start = async (more: Partial<WorkerSetup> = {}, program?: string) => {
      const member = await startMember(
        { baseUrl, store: place.setup, limits: limits || undefined, ...extra, ...more },
        program,
      )
      members.push(member)
      return member
    }
    onTestFinished(async () => {
      await Promise.all(members.map((member) => member.kill()))
      await place.close()
      await simulator.close()
    })
    await Promise.all(Array.from({ length: size }, () => start()))
    const all = (what: 'token' | 'fetch', account: Account = demoCredentials) =>
      Promise.all(members.map((member) => member.ask(what, account)))
    const alone = async () => {
      const told = await Promise.all(members.map((member) => member.ask('status', demoCredentials)))
      return told.filter(({ storeFailures = 0 }) => storeFailures > 0).length
    }
    return { simulator, place, members, start, all, alone }
  }
