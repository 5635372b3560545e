import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { testOnWorkerd } from '../../../../scripts/workerd.ts'

test('a bundle for no platform needs nothing else, and answers on workerd', async () => {
  const { imports, says } = await testOnWorkerd(fileURLToPath(new URL('./worker.ts', import.meta.url)))
  expect(imports).toEqual([])
  expect(says).toMatch(/\[ PASS \]/)
})
