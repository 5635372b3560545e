// src/live/world/scenario.ts
import { expect, test } from 'vitest'
import { parseScenario, printScenario, quiet } from '../../src/live/world/scenario.ts'

test('what was printed is read again', () => {
  const text = 'seed=5&processes=8&merchants=50&do=herd@0,revoke@600,storedown@700'
  expect(printScenario(parseScenario(text))).toBe(text)
  expect(parseScenario('')).toEqual(quiet)
})

test.each([
  ['processes=1e9&merchants=99999', { processes: 8, merchants: 50 }],
  ['processes=-1&merchants=two&seed=0', { processes: quiet.processes, merchants: quiet.merchants, seed: quiet.seed }],
  ['do=herd@-1,herd@,dance@5,constructor@5,<img>@3,herd@1e99', { steps: [] }],
  [
    'do=revoke@20,herd@10',
    {
      steps: [
        { action: 'herd', at: 10 },
        { action: 'revoke', at: 20 },
      ],
    },
  ],
])('%s: what cannot be meant is left out', (text, expected) => {
  expect(parseScenario(text)).toMatchObject(expected)
})

test('an address cannot ask for endless work', () => {
  expect(parseScenario(`do=${'herd@1,'.repeat(10_000)}`).steps).toHaveLength(50)
})
