import { expect, onTestFinished, test } from 'vitest'
import { untilTold } from '../../src/share/until-told.ts'

test('whose store took longer than the wait is answered at once, and the process prints no warning', async () => {
  const warnings: Error[] = []
  const listen = (warning: Error) => void warnings.push(warning)
  process.on('warning', listen)
  onTestFinished(() => void process.off('warning', listen))
  await untilTold(async () => undefined)('slot', performance.now() - 60_000)
  await new Promise((resolve) => setImmediate(resolve))
  expect(warnings).toEqual([])
})
