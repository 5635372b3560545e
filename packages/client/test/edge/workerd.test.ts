import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { bundled, testOnWorkerd } from '../../../../scripts/workerd.ts'

test('a bundle for no platform needs nothing else, and buys on workerd', async () => {
  const { imports, says } = await testOnWorkerd(fileURLToPath(new URL('./worker.ts', import.meta.url)))
  expect(imports).toEqual([])
  expect(says).toMatch(/\[ PASS \]/)
})

test('nor does one for browsers', async () => {
  const entry = fileURLToPath(new URL('../../src/index.ts', import.meta.url))
  const folder = mkdtempSync(join(tmpdir(), 'client-browser-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  expect(await bundled(entry, join(folder, 'client.mjs'), 'browser')).toEqual([])
})
