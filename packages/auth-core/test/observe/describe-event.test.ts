import { expect, test } from 'vitest'
import { describeEvent, type EventRecord, errorCodes, logEvents, memoryStore } from '../../src/index.ts'
import { rejection, scene } from '../support/scene.ts'

test('trouble with a token is a sentence with code, status, wait and hint, and the same as fields', async () => {
  const { auth, simulator } = scene()
  const records: EventRecord[] = []
  auth.subscribe((event) => records.push(describeEvent(event)))
  simulator.failNext('login', { kind: 'status', status: 503 })
  await rejection(auth.getToken({ timeoutMs: 100 }))
  await simulator.settled()
  const [acquiring, failed] = records
  expect(acquiring).toMatchObject({ level: 'info', fields: { type: 'acquiring', endpoint: 'login' } })
  expect(acquiring?.fields).not.toHaveProperty('hint')
  const { code, status, retryAfterMs, hint } = failed?.fields ?? {}
  expect([failed?.level, code, status]).toEqual(['warn', 'endpoint_unavailable', 503])
  expect(retryAfterMs).toBeGreaterThan(0)
  expect(hint).toBe(errorCodes.endpoint_unavailable)
  const wait = `${Math.ceil(Number(retryAfterMs) / 1000)} s`
  expect(failed?.message).toBe(
    `pagamio ${failed?.fields.account}: no new token: endpoint_unavailable (503), next try in ${wait}. ${hint}`,
  )
})

test('a token endpoint that cannot be reached says how it fails, and nothing that was sent', async () => {
  const lost = Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }),
  })
  const { auth } = scene({ between: () => () => Promise.reject(lost) })
  const records: EventRecord[] = []
  auth.subscribe((event) => records.push(describeEvent(event)))
  await rejection(auth.getToken({ timeoutMs: 100 }))
  const failed = records.find(({ level }) => level === 'warn')
  expect(failed?.message).toContain('no new token: endpoint_unavailable (ENOTFOUND)')
  expect(failed?.fields.cause).toBe('ENOTFOUND')
})

test('a limit says what to do about it', async () => {
  const { auth, simulator } = scene()
  const lines: string[] = []
  logEvents(auth, { info() {}, warn: (line) => lines.push(line) })
  simulator.failNext('login', { kind: 'status', status: 429 })
  await rejection(auth.getToken({ timeoutMs: 100 }))
  expect(lines.join()).toContain(errorCodes.rate_limited)
})

test('a store that fails says why, by its code alone', async () => {
  const refuse = () => Promise.reject(Object.assign(new Error('secret-77'), { code: 'ECONNREFUSED' }))
  const { auth } = scene({ auth: { store: { ...memoryStore(), get: refuse }, key: new Uint8Array(32) } })
  const lines: string[] = []
  logEvents(auth, { info() {}, warn: (line) => lines.push(line) })
  await auth.restore()
  expect(lines.join()).toContain('store: load failed (ECONNREFUSED), going on alone')
  expect(lines.join()).not.toContain('secret-77')
})

test('it fits loggers that take the fields first, and those that take them last', async () => {
  const { auth } = scene()
  const pino: unknown[][] = []
  const winston: unknown[][] = []
  auth.subscribe((event) => {
    const { level, message, fields } = describeEvent(event)
    pino.push([level, { ...fields }, message])
    winston.push([level, message, { ...fields }])
  })
  const { value } = await auth.getToken()
  expect(pino.map(([level, , message]) => [level, message])).toEqual(
    winston.map(([level, message]) => [level, message]),
  )
  expect(pino.map(([, fields]) => (fields as { type: string }).type)).toEqual(['acquiring', 'acquired'])
  expect(JSON.stringify(pino)).not.toContain(value)
})
