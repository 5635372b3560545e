import { describe, expect, test } from 'vitest'
import { adapterContract } from '../../src/testing/index.ts'
import { startInProcess, startServer } from './app.ts'
import { badApplications, findOut, motionless } from './find-out.ts'

describe.each([
  ['on a port', startServer],
  ['in-process', startInProcess],
])('a careful application %s', (_name, start) => {
  test.each(adapterContract((settings) => start(settings)))('$name', ({ run }) => run())
})

describe('an application that', () => {
  test.each(badApplications.filter(({ flaw }) => !motionless.has(flaw)))('$flaw is found out', async (one) => {
    await expect(findOut(one)).rejects.toThrow(one.words)
  })

  test('every case finds somebody out', () => {
    const names = adapterContract(() => Promise.reject(new Error('not started'))).map((one) => one.name)
    expect(names.filter((name) => !badApplications.some((one) => name.startsWith(one.name)))).toEqual([])
  })
})
