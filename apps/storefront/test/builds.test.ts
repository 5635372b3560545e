import { expect, test } from 'vitest'
import { loadBuild } from '../src/builds.ts'
import { builds } from './support/builds.ts'

// Those of NestJS are loaded from a bundle: main.test.ts starts them.
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
    await expect(loadBuild(name)).rejects.toMatchObject({ hint: expect.stringContaining('hono, nestjs, ') })
  },
)
