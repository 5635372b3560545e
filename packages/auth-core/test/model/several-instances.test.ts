import fc from 'fast-check'
import { test } from 'vitest'
import { runModel } from './run-model.ts'

test('model › several instances of several merchants share one budget and keep the twelve invariants', async () => {
  await runModel('several instances', fc.array(fc.nat(2), { minLength: 2, maxLength: 3 }), 600)
}, 120_000)
