import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Line, type Place } from '../../src/limit/line.ts'
import { caller, renewal } from './call-logs.ts'

// About `Line` of src/limit/line.ts.

const idsOf = (line: Line) => line.first(line.size).map(({ id }) => id)

function lineOf(...places: Place[]): Line {
  const line = new Line()
  for (const place of places) line.add(place)
  return line
}

test('line › callers go in the order of asking, then renewals, the token that dies first before the others', () => {
  const line = lineOf(renewal('r', 9), caller('a'), renewal('s', 7), caller('b'), renewal('t', 9))
  expect(idsOf(line)).toEqual(['a', 'b', 's', 'r', 't'])
})

test('line › who is not in it stands behind all callers, and before all renewals', () => {
  expect(lineOf(caller('a'), renewal('r', 1), caller('b')).ahead({ diesAt: undefined })).toBe(2)
  expect(new Line().ahead({ diesAt: undefined })).toBe(0)
})

test('line › a renewal that a caller joins goes with the callers as of its asking, and falls back when he leaves', () => {
  const joined = renewal('r', 9)
  const line = lineOf(caller('a'), joined, caller('b'), renewal('s', 7))
  line.move(joined, undefined)
  expect(idsOf(line)).toEqual(['a', 'r', 'b', 's'])
  line.move(joined, 5)
  expect(idsOf(line)).toEqual(['a', 'b', 'r', 's'])
})

test('line › moving or removing a place that is not in it adds nobody and removes nobody', () => {
  const line = lineOf(caller('a'))
  const stranger = caller('b')
  line.move(stranger, 5)
  expect(idsOf(line)).toEqual(['a'])
  line.remove(stranger)
  expect(idsOf(line)).toEqual(['a'])
  expect(line.has(stranger)).toBe(false)
})

test('line › of thousands the first ones are in order, also when those before them have all left', () => {
  const places = Array.from({ length: 3_000 }, (_, n) => caller(`${n}`))
  const line = lineOf(...places)
  const ids = (from: number, to: number) => places.slice(from, to).map(({ id }) => id)
  expect(line.first(700).map(({ id }) => id)).toEqual(ids(0, 700))
  for (const place of places.slice(0, 1_200)) line.remove(place)
  for (const place of places.slice(1_500, 2_600)) line.remove(place)
  expect(line.first(10).map(({ id }) => id)).toEqual(ids(1_200, 1_210))
  expect(idsOf(line)).toEqual([...ids(1_200, 1_500), ...ids(2_600, 3_000)])
  expect(places.slice(2_600).map((place) => line.ahead(place))).toEqual(Array.from({ length: 400 }, (_, n) => 300 + n))
  line.add(renewal('last', 1))
  expect(line.ahead({ diesAt: undefined })).toBe(700)
})

test('line › stands as a sorted list would, whoever comes, leaves and moves, also where it is long', () => {
  const turn = fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined })
  const step = fc.record({ what: fc.constantFrom('add', 'add', 'add', 'remove', 'move'), which: fc.nat(), turn })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 3_000, minLength: 100, size: 'max' }), (steps) => {
      const line = new Line()
      const model: Place[] = []
      steps.forEach(({ what, which, turn: diesAt }, n) => {
        const place = model[which % model.length]
        if (what === 'add' || !place) {
          const added = { ...caller(`${n}`), diesAt }
          line.add(added)
          model.push(added)
        } else if (what === 'move') line.move(place, diesAt)
        else {
          line.remove(place)
          model.splice(model.indexOf(place), 1)
        }
      })
      const key = ({ diesAt = -1 }: Place) => diesAt
      const sorted = model.toSorted((a, b) => key(a) - key(b) || (a.arrival ?? 0) - (b.arrival ?? 0))
      expect(idsOf(line)).toEqual(sorted.map(({ id }) => id))
      expect(line.size).toBe(model.length)
      expect(sorted.map((place) => line.ahead(place))).toEqual(sorted.map((_, ahead) => ahead))
      expect(line.first(3)).toEqual(sorted.slice(0, 3))
    }),
    { numRuns: 40 },
  )
})
