import { expect, test } from 'vitest'
import { emptyState } from '../../src/token/state.ts'

// About src/token/state.ts.

test('state › an instance begins with its rules, and knows nothing', () => {
  const rules = { store: 'shared', renewal: 'ahead', jitter: 0.3 } as const
  expect(emptyState(rules, true)).toStrictEqual({
    rules,
    held: undefined,
    rejection: { value: undefined, level: 0, suppressedUntil: 0 },
    backoff: undefined,
    brief: undefined,
    attempts: { generation: 0, unclear: 0, garbled: false },
    refused: undefined,
    reread: true,
    flight: undefined,
    flights: 0,
    abandoned: [],
    failFast: undefined,
    highestGeneration: 0,
    sharedUpTo: 0,
    marked: 0,
    credentials: { version: 0, replacedAt: Number.NEGATIVE_INFINITY },
    closed: false,
  })
})
