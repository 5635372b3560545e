import fc from 'fast-check'
import { test } from 'vitest'
import { runModel } from './run-model.ts'

test('model › one instance keeps the twelve invariants, whatever happens in whatever order', async () => {
  await runModel('one instance', fc.constant([0]), 600)
}, 120_000)
