import { test } from 'vitest'
import { models, runModel } from './run-model.ts'

test.each(models)('model › $name: the twelve invariants, whatever happens in whatever order', async (model) => {
  await runModel(model, 60)
})
