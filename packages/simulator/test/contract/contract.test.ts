import { describe, expect, test } from 'vitest'
import { adapterContract } from '../../src/testing/index.ts'
import { startInProcess, startServer } from './app.ts'
import { type Flaw, flaws } from './flaws.ts'

describe.each([
  ['on a port', startServer],
  ['in-process', startInProcess],
])('a careful application %s', (_name, start) => {
  test.each(adapterContract((settings) => start(settings)))('$name', ({ run }) => run())
})

const bad = Object.entries(flaws).map(([flaw, [name, words]]) => ({ flaw: flaw as Flaw, name, words }))

/** Whoever waits for these to move waits for ever: it need not be long. */
const motionless = new Set<Flaw>([
  'lets callers wait for a renewal',
  'never renews ahead',
  'reports no 401 of a stream',
  'keeps no token',
])

describe('an application that', () => {
  test.each(bad)('$flaw is found out', async ({ flaw, name, words }) => {
    const patienceMs = motionless.has(flaw) ? 1_500 : undefined
    const cases = adapterContract((settings) => startServer(settings, flaw), { patienceMs })
    const fitting = cases.filter((one) => one.name.startsWith(name))
    expect(fitting).toHaveLength(1)
    await expect(fitting[0]?.run()).rejects.toThrow(words)
  })

  test('every case finds somebody out', () => {
    const names = adapterContract(() => Promise.reject(new Error('not started'))).map((one) => one.name)
    expect(names.filter((name) => !bad.some((one) => name.startsWith(one.name)))).toEqual([])
  })
})
