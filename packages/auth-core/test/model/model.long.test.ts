import { test } from 'vitest'
import { models, runModel } from './run-model.ts'

test.each(models)(
  'model › $name: the twelve invariants in ten times as many worlds',
  async (model) => {
    await runModel(model, 600)
  },
  120_000,
)
