import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Listener, logEvents } from '../../src/index.ts'
import { scene } from '../support/scene.ts'

const unhandled: unknown[] = []
const note = (reason: unknown) => unhandled.push(reason)

beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', note)
})
afterEach(() => {
  process.off('unhandledRejection', note)
})

/** Unhandled rejections are reported after the microtasks of a turn. */
const turns = async () => {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const rejecting = async () => {
  throw new Error('the transport is down')
}
const foreign: Listener = runInNewContext('(async () => { throw new Error("of another realm") })')
// biome-ignore lint/suspicious/noThenProperty: what some libraries give back is thenable, and no promise
const thenable = () => ({ then: (_: unknown, reject: (reason: Error) => void) => reject(new Error('thenable')) })
const nasty = () =>
  Object.defineProperty({}, 'then', {
    get() {
      throw new Error('looking is enough')
    },
  })

test.each([
  ['an async one', rejecting],
  ['one of another realm', foreign],
  ['one that returns something thenable', thenable],
  ['one whose result throws when it is looked at', nasty],
  [
    'one that throws',
    () => {
      throw new Error('at once')
    },
  ],
])('a listener that fails harms nobody: %s', async (_name, listener) => {
  const { auth, simulator } = scene()
  auth.subscribe(listener as Listener)
  await auth.getToken()
  await turns()
  expect(unhandled).toEqual([])
  expect(simulator.count('login')).toBe(1)
})

test('a logger whose methods reject harms nobody', async () => {
  const { auth } = scene()
  logEvents(auth, { info: rejecting as () => void, warn: rejecting as () => void })
  await auth.getToken()
  await turns()
  expect(unhandled).toEqual([])
})

test.each([
  ['rejects', rejecting],
  ['is of another realm and rejects', foreign as () => void],
  ['returns something thenable', thenable],
])('a waitUntil that %s harms nobody', async (_name, waitUntil) => {
  const { auth } = scene({ auth: { waitUntil: waitUntil as () => void } })
  await auth.getToken()
  await turns()
  expect(unhandled).toEqual([])
})
