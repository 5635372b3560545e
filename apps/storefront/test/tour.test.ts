import type { SimulatorOptions } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { takeTour } from '../src/tour.ts'
import { brokenClaims, tourTable } from '../src/tour-table.ts'

/** With a smaller crowd: main.long.test.ts takes it as it is. */
const tourOf = (options: SimulatorOptions = {}) => takeTour(options, undefined, 50)

test('tour › the server counts what is claimed, and everybody is answered', async () => {
  const tour = await tourOf()
  expect(tour.steps.map(({ seen }) => [seen.calls, seen.answered, seen.logins, seen.refreshes])).toEqual([
    [50, 50, 1, 0],
    [50, 50, 0, 1],
    [50, 50, 0, 1],
    [1, 1, 0, 1],
  ])
  expect(brokenClaims(tour)).toEqual([])
})

test('tour › says so where a server without refresh tokens makes it log in instead', async () => {
  const tour = await tourOf({ withRefreshToken: false })
  expect(tour.steps.map(({ broken }) => broken.length)).toEqual([0, 2, 2, 2])
  expect(brokenClaims(tour)[0]).toBe('26 minutes later, all again: not so: logins: 0 (counted: 1)')
  expect(tourTable(tour)).toContain('✗')
})

test('tour › notices who waits: tokens that are dead by then have to be waited for', async () => {
  const tour = await tourOf({ lifetimes: { accessMs: 26 * 60_000 } })
  expect(tour.steps[1]?.seen.waited).toBe(50)
  expect(tour.steps[1]?.broken).toEqual(['nobody waited for the renewal'])
})

test('tour › ends, and says so, with a server that never answers in time', async () => {
  const tour = await tourOf({ latencyMs: 60 * 60_000 })
  expect(tour.steps[0]?.seen.answered).toBe(0)
  expect(brokenClaims(tour)[0]).toContain('0 of 50')
})
