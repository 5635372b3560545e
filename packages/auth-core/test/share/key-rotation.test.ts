import { describe, expect, test } from 'vitest'
import { createBudget, memoryStore, type PagamioAuth, type PagamioAuthOptions } from '../../src/index.ts'
import { MINUTE, passTime, rejection, scene } from '../support/scene.ts'

const RENEWAL = 26 * MINUTE
const [old, young, other] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
]

type Keys = PagamioAuthOptions['key']

/** A step for all processes, in the order in which they are rolled out. */
const steps: readonly (readonly [string, Keys])[] = [
  ['old', old],
  ['[old, new]', [old, young]],
  ['[new, old]', [young, old]],
  ['new', young],
]

/** Processes that share a store with an API that takes a refresh token that comes twice for theft. */
function fleet() {
  const one = scene({ simulator: { rotation: 'strict', latencyMs: 100 } })
  const { clock, another, simulator } = one
  const store = memoryStore({ clock })
  const process = (key: Keys, extra: Partial<PagamioAuthOptions> = {}) =>
    another({ store, key, budget: createBudget({ clock }), ...extra })
  const renewed = async (all: readonly PagamioAuth[]) => {
    await clock.advance(RENEWAL)
    await passTime(Promise.all(all.map((auth) => auth.getToken())), clock)
    await clock.advance(5_000)
    const used = Promise.all(all.map(async (auth) => (await auth.fetch('/products/categories')).status))
    return new Set(await passTime(used, clock))
  }
  const seen = () => ({
    logins: simulator.count('login'),
    refreshes: simulator.count('refresh'),
    refused: simulator.log.filter(({ status }) => status === 401).length,
  })
  return { ...one, store, process, renewed, seen }
}

describe('a key is changed in steps', () => {
  test('process by process, with a renewal after each: one login in all, and no refresh token twice', async () => {
    const { clock, process, renewed, seen } = fleet()
    const running = Array.from({ length: 4 }, () => process(old))
    await passTime(Promise.all(running.map((auth) => auth.getToken())), clock)
    let renewals = 0
    for (const [, key] of steps.slice(1)) {
      for (const n of running.keys()) {
        await running[n]?.close()
        running[n] = process(key)
        await passTime((running[n] as PagamioAuth).getToken(), clock)
        expect(await renewed(running)).toEqual(new Set([200]))
        renewals++
        expect(seen()).toEqual({ logins: 1, refreshes: renewals, refused: 0 })
      }
    }
  })

  test('all processes at once, within the life of one token: no login but the first', async () => {
    const { clock, process, renewed, seen } = fleet()
    const open = async (key: Keys) => {
      const all = [process(key), process(key)]
      await passTime(Promise.all(all.map((auth) => auth.getToken())), clock)
      return all
    }
    for (const [, key] of steps.slice(0, 3)) for (const auth of await open(key)) await auth.close()
    expect(seen()).toEqual({ logins: 1, refreshes: 0, refused: 0 })
    for (const auth of await open([young, old])) {
      await renewed([auth])
      await auth.close()
    }
    await open(young)
    expect(seen().logins).toBe(1)
  })

  test.each([
    [old, [old, young]],
    [
      [old, young],
      [young, old],
    ],
    [[young, old], young],
  ] as const)('neighbours that start cold together make one login, whoever comes first: %#', async (...pair) => {
    for (const keys of [pair, [...pair].reverse()]) {
      const { clock, process, seen } = fleet()
      const all = keys.flatMap((key) => [process(key), process(key), process(key)])
      const tokens = await passTime(Promise.all(all.map((auth) => auth.getToken())), clock)
      expect(new Set(tokens.map(({ value }) => value)).size).toBe(1)
      expect(seen()).toEqual({ logins: 1, refreshes: 0, refused: 0 })
    }
  })

  test('a new key alone finds nothing: that is what the steps are for', async () => {
    const { clock, process, seen } = fleet()
    for (const key of [old, young]) await passTime(process(key).getToken(), clock)
    expect(seen().logins).toBe(2)
  })

  test('lists without a key in common do not touch each other', async () => {
    const { clock, process, renewed, seen } = fleet()
    const all = [process([old, young]), process(other)]
    for (const auth of all) await passTime(auth.getToken(), clock)
    expect(await renewed(all)).toEqual(new Set([200]))
    expect(seen()).toEqual({ logins: 2, refreshes: 2, refused: 0 })
  })

  test('a refused password is known under every key: one call, also after the next step', async () => {
    const { clock, process, simulator } = fleet()
    const wrong = { credentials: { username: 'demo', password: 'wrong' } }
    for (const [, key] of steps.slice(0, 3)) {
      const auth = process(key, wrong)
      expect((await rejection(passTime(auth.getToken(), clock))).code).toBe('invalid_credentials')
      await auth.close()
    }
    expect(simulator.count('login')).toBe(1)
  })
})
