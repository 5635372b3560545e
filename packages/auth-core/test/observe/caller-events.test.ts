// src/observe/events.ts, src/acquire/get-token.ts
import { expect, test } from 'vitest'
import type { PagamioCallerEvent } from '../../src/index.ts'
import { scene } from '../support/scene.ts'

const ofCallers = (events: readonly { type: string }[]) =>
  events.filter(({ type }) => type === 'caller_waits' || type === 'request_rejected') as PagamioCallerEvent[]

test('each caller who waits is told of, if a listener asks for it', async () => {
  const { auth } = scene()
  const all: { type: string }[] = []
  const plain: { type: string }[] = []
  const stop = auth.subscribe((event) => all.push(event), { callers: true })
  auth.subscribe((event) => plain.push(event))
  await Promise.all([auth.getToken(), auth.getToken(), auth.getToken({ timeoutMs: 5_000 })])
  await auth.getToken()
  expect(ofCallers(all).map(({ type }) => type)).toEqual(['caller_waits', 'caller_waits', 'caller_waits'])
  expect(all.filter(({ type }) => type === 'acquired')).toHaveLength(1)
  expect(ofCallers(plain)).toEqual([])
  stop()
  auth.setCredentials({ username: 'demo', password: 'demo-password' })
  await auth.getToken()
  expect(ofCallers(all)).toHaveLength(3)
})

test('each request that is answered 401 is told of, with whether there is another token', async () => {
  const { auth, simulator } = scene()
  const heard: { type: string }[] = []
  auth.subscribe((event) => heard.push(event), { callers: true })
  const first = await auth.getToken()
  simulator.revoke(first.value)
  await Promise.all([1, 2].map(() => auth.fetch('/products/categories')))
  const rejected = ofCallers(heard).filter(({ type }) => type === 'request_rejected')
  expect(rejected).toMatchObject([{ renewed: true }, { renewed: true }])
  expect(simulator.count('categories')).toBe(4)
})

test('without another token it is told of as well', async () => {
  const { auth, simulator } = scene()
  const heard: { type: string }[] = []
  auth.subscribe((event) => heard.push(event), { callers: true })
  const { value } = await auth.getToken()
  simulator.failNext('any', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
  await auth.getToken({ rejected: value, timeoutMs: 0 }).catch(() => {})
  expect(ofCallers(heard).filter(({ type }) => type === 'request_rejected')).toMatchObject([{ renewed: false }])
})
