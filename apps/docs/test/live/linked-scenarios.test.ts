// Every scenario that a page links to, run without a browser.
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseScenario, printScenario } from '../../src/live/world/scenario.ts'
import { World } from '../../src/live/world/world.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const pages = globSync('{docs/**/*.md,README.md}', { cwd: root })
const linked = new Set(
  pages.flatMap((page) =>
    [...readFileSync(`${root}${page}`, 'utf8').matchAll(/\/try\/#([^)\s]+)/g)].map(([, text = '']) => text),
  ),
)

test('pages link to scenarios', () => {
  expect(linked.size).toBeGreaterThan(8)
})

test.each([...linked])('%s', async (text) => {
  const scenario = parseScenario(text)
  expect(printScenario(scenario)).toBe(text)
  const world = await World.open(scenario)
  await world.advanceTo(3_600_000)
  const { library, handWritten } = world.view()
  // Without a store each process keeps the limits alone, which is not enough: no page claims more.
  if (!text.includes('storedown')) expect(library.limited).toBe(0)
  expect(library.logins + library.refreshes).toBeLessThan(handWritten.logins)
  expect(library.failed).toBeLessThanOrEqual(handWritten.failed)
})
