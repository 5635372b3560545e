import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dependenciesIn, fittingStore } from '../../src/doctor/fitting-store.ts'

test.each([
  [
    ['hono', 'wrangler', 'pg'],
    'Isolates of Workers of the project in this folder share through @pagamio/store-cloudflare, since it has wrangler.',
  ],
  [
    ['ioredis', 'pg'],
    'Several machines of the project in this folder share through @pagamio/store-redis, since it has ioredis.',
  ],
  [
    ['typeorm', 'pg'],
    'Several machines of the project in this folder share through @pagamio/store-postgres, since it has pg.',
  ],
  [
    ['pg', '@pagamio/store-postgres'],
    'Several machines of the project in this folder share through @pagamio/store-postgres, which it has too.',
  ],
  [
    ['@aws-sdk/client-dynamodb'],
    'Several machines of the project in this folder share through @pagamio/store-cas, since it has @aws-sdk/client-dynamodb.',
  ],
  [['express', 'typeorm', 'mysql2'], undefined],
  [[], undefined],
])('%j: %s', (names, says) => {
  expect(fittingStore(names)).toBe(says)
})

test('what a project depends on is read from its folder, and nothing where there is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-project-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(await dependenciesIn(folder)).toEqual([])
  for (const broken of ['not json', 'null', '[]']) {
    writeFileSync(join(folder, 'package.json'), broken)
    expect(await dependenciesIn(folder)).toEqual([])
  }
  writeFileSync(join(folder, 'package.json'), '{"dependencies":{"pg":"^8"},"devDependencies":{"wrangler":"4"}}')
  expect(await dependenciesIn(folder)).toEqual(['pg', 'wrangler'])
})
