// src/doctor/fitting-store.ts, src/doctor/project.ts
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStore } from '@pagamio/store-file'
import { describe, expect, onTestFinished, test } from 'vitest'
import { storeCheck } from '../../src/doctor/checks/store.ts'
import { fittingStore } from '../../src/doctor/fitting-store.ts'
import { projectIn } from '../../src/doctor/project.ts'

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-project-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A folder with these files, empty ones, and a project that depends on these packages. */
function projectFolder(packages: readonly string[], files: readonly string[] = []): string {
  const folder = emptyFolder()
  const dependencies = Object.fromEntries(packages.map((name) => [name, '*']))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }))
  for (const file of files) writeFileSync(join(folder, file), '')
  return folder
}

const fitOf = async (packages: readonly string[], files?: readonly string[]) =>
  fittingStore(await projectIn(projectFolder(packages, files)))

const CORE = '@pagamio/auth-core'

describe('one recommendation, from what is installed and configured', () => {
  test.each<[packages: string[], files: string[], says: string, todo: string | undefined, missing: boolean]>([
    [
      [CORE, 'hono', 'pg'],
      ['wrangler.jsonc'],
      'runs in isolates of Workers (wrangler.jsonc): it shares through @pagamio/store-cloudflare.',
      'npm install @pagamio/store-cloudflare',
      true,
    ],
    [
      [CORE, 'ioredis', 'pg'],
      ['fly.toml', 'pnpm-lock.yaml'],
      'may run on several machines (fly.toml): it shares through @pagamio/store-redis, since it has ioredis.',
      'pnpm add @pagamio/store-redis',
      true,
    ],
    [
      ['@pagamio/nestjs', 'typeorm', 'pg'],
      ['Procfile', 'yarn.lock'],
      'may run on several machines (Procfile): it shares through @pagamio/store-postgres, since it has pg.',
      'yarn add @pagamio/store-postgres',
      true,
    ],
    [
      [CORE, '@upstash/redis', 'next'],
      ['vercel.json', 'bun.lock'],
      'runs in functions, many at once (vercel.json): it shares through @pagamio/store-redis, since it has @upstash/redis.',
      'bun add @pagamio/store-redis',
      true,
    ],
    [
      [CORE],
      ['ecosystem.config.cjs'],
      'runs in several processes of PM2 (ecosystem.config.cjs): it shares through @pagamio/store-file.',
      'npm install @pagamio/store-file',
      true,
    ],
    [
      [CORE, 'redis', 'pm2'],
      [],
      'runs in several processes of PM2 (pm2): it shares through @pagamio/store-redis, since it has redis.',
      'npm install @pagamio/store-redis',
      true,
    ],
    [
      [CORE, 'mysql2'],
      ['serverless.yml'],
      'runs in functions, many at once (serverless.yml), and has no client of a store.',
      expect.stringContaining('limits: { share: 4 }'),
      true,
    ],
    [
      ['@aws-sdk/client-dynamodb'],
      ['serverless.yml'],
      'runs in functions, many at once (serverless.yml): it shares through @pagamio/store-cas, since it has @aws-sdk/client-dynamodb.',
      'npm install @pagamio/store-cas',
      false,
    ],
    [
      [CORE, 'ioredis'],
      [],
      'can run on several machines: it shares through @pagamio/store-redis, since it has ioredis.',
      'npm install @pagamio/store-redis',
      false,
    ],
    [
      [CORE, 'ioredis', 'pg', '@pagamio/store-postgres'],
      ['fly.toml'],
      'may run on several machines (fly.toml): it shares through @pagamio/store-postgres, which it has.',
      undefined,
      false,
    ],
    [
      [CORE, '@pagamio/store-file'],
      ['ecosystem.config.js'],
      'runs in several processes of PM2 (ecosystem.config.js): it shares through @pagamio/store-file, which it has.',
      undefined,
      false,
    ],
    [
      [CORE, '@pagamio/store-file', 'pg'],
      ['fly.toml'],
      'may run on several machines (fly.toml): it shares through @pagamio/store-postgres, since it has pg.',
      'npm install @pagamio/store-postgres',
      true,
    ],
  ])('%j with %j %s', async (packages, files, says, todo, missing) => {
    const fit = await fitOf(packages, files)
    expect(fit).toEqual({ says: `The project in this folder ${says}`, todo, missing })
  })

  test.each([[['express', 'typeorm', 'mysql2']], [[CORE, '@pagamio/store-file']], [[]]])(
    'nothing where nothing tells: %j',
    async (packages) => {
      expect(await fitOf(packages)).toBeUndefined()
    },
  )

  test('a folder without a project that can be read tells nothing', async () => {
    const folder = emptyFolder()
    expect(fittingStore(await projectIn(join(folder, 'nowhere')))).toBeUndefined()
    for (const broken of ['not json', 'null', '[]']) {
      writeFileSync(join(folder, 'package.json'), broken)
      expect(await projectIn(folder)).toEqual({ packages: [], files: ['package.json'] })
    }
  })
})

describe('the check of the store', () => {
  const check = (folder: string) =>
    storeCheck({ store: fileStore({ folder: join(emptyFolder(), 'tokens') }) }, AbortSignal.timeout(10_000), folder)

  test('says where it is and how fast', async () => {
    const { verdict, shared } = await check(emptyFolder())
    expect(verdict.says).toMatch(/^Files in \/.*tokens: private, writable, \d+ ms for a lease there and back\.$/)
    expect([verdict.state, verdict.todo, shared]).toEqual(['passed', undefined, true])
  })

  test('warns of a project that runs in many processes and shares nothing, and this machine shares still', async () => {
    const { verdict, shared } = await check(projectFolder([CORE, 'ioredis'], ['fly.toml']))
    expect(verdict).toMatchObject({
      state: 'warned',
      says: expect.stringContaining('may run on several machines'),
      todo: 'npm install @pagamio/store-redis',
    })
    expect(shared).toBe(true)
  })

  test('of what could be shared it only tells', async () => {
    const { verdict } = await check(projectFolder([CORE, 'ioredis']))
    expect(verdict).toMatchObject({ state: 'passed', todo: 'npm install @pagamio/store-redis' })
  })
})
