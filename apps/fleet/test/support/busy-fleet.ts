import type { Simulator } from '@pagamio/simulator'
import { expect, type TestContext } from 'vitest'
import type { Answer } from '../../src/setup.ts'
import { merchants, type StartFleet } from './fleet.ts'
import type { Account, Member } from './member.ts'

/** Short, and long enough for twelve calls at once on a busy machine. */
export const BUSY_WINDOW_MS = 2_000

/** One that needs not be derived, once for each merchant in each process: that spreads the calls. */
export const KEY = Buffer.alloc(32, 7).toString('base64')

type Asked = Promise<readonly Answer[]>

/** Each process asks for merchants of its own: no process acquires for another one. */
export function askApart(members: readonly Member[], what: 'token' | 'fetch', accounts: readonly Account[]): Asked {
  const each = accounts.length / members.length
  return Promise.all(accounts.map((account, n) => (members[Math.floor(n / each)] as Member).ask(what, account)))
}

/** Each process asks for every merchant. */
export const askAll = (members: readonly Member[], what: 'token' | 'fetch', accounts: readonly Account[]): Asked =>
  Promise.all(members.flatMap((member) => accounts.map((account) => member.ask(what, account))))

/**
 * Four processes that want a token for each of twelve merchants, and then another one: more of both than a window allows.
 * The API would let all of them through.
 */
export async function busyFleet(fleet: StartFleet, context: TestContext, program?: string): Promise<Simulator> {
  const { simulator, start } = await fleet(
    context,
    0,
    { limits: false },
    { limits: { windowMs: BUSY_WINDOW_MS }, key: KEY },
  )
  const members = await Promise.all(Array.from({ length: 4 }, () => start({}, program)))
  const serve = async (what: 'token' | 'fetch') => {
    const answers = [...(await askApart(members, what, merchants)), ...(await askAll(members, what, merchants))]
    for (const { token, status, code } of answers) expect(token !== undefined || status === 200, code).toBe(true)
  }
  await serve('token')
  simulator.revokeAll()
  await serve('fetch')
  return simulator
}
