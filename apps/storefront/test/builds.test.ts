import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadBuild, prepareBuild } from '../src/builds.ts'
import { builds } from './support/builds.ts'

// Those of NestJS are loaded from a bundle: main.long.test.ts starts them.
test.each([
  ['hono', 'Hono'],
  ['ky', 'plain Node with ky'],
  ['axios', 'plain Node with axios'],
  ['fetch', 'plain Node with fetch'],
])('--build %s is %s', async (name, what) => {
  expect(await loadBuild(name)).toBe(new Map(builds).get(what))
})

test.each(['rails', '', '__proto__', 'constructor'])(
  '--build %j is refused, with the names there are',
  async (name) => {
    for (const refused of [prepareBuild(name), loadBuild(name)]) {
      await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining('hono, nestjs, ') })
    }
  },
)

test('a bundle is made once, as long as its sources stay', async () => {
  const file = fileURLToPath(new URL('../dist/nest-express.mjs', import.meta.url))
  await prepareBuild('nestjs')
  const { mtimeMs, ino } = statSync(file)
  await prepareBuild('nestjs')
  expect(statSync(file)).toMatchObject({ mtimeMs, ino })
})
