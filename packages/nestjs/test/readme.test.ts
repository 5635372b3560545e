import { fileURLToPath } from 'node:url'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'
import { type InstalledApp, installPackages } from './support/installed.ts'

const { snippets } = snippetsOf(fileURLToPath(new URL('..', import.meta.url)))

/** Starts the AppModule of a snippet that shows no more than that. */
const start = (name: string) => `
import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { AppModule } from './${name}.js'

const app = await NestFactory.create(AppModule)
app.enableShutdownHooks()
await app.listen(process.env.PORT!, '127.0.0.1')
`

const simulator = createSimulator({ limits: false })
let app: InstalledApp
let env: Record<string, string>

beforeAll(async () => {
  app = installPackages()
  const { url } = await simulator.listen()
  env = {
    PAGAMIO_BASE_URL: url,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
  }
})

afterAll(async () => {
  app?.remove()
  await simulator.close()
})

test('the snippets compile', async () => {
  expect(snippets).toHaveLength(8)
  const files = snippets.flatMap(({ name, code }) => [
    [`${name}.ts`, code],
    ...(code.includes('export class AppModule') ? [[`${name}.start.ts`, start(name)]] : []),
  ])
  expect(await app.compile(Object.fromEntries(files))).toBe('')
})

/** What is asked of each, and how many logins and requests for categories that makes. */
const visits = [
  { shows: 'the first five minutes', path: '/categories', logins: 1, asked: 1 },
  { shows: 'options from a vault', path: '/', logins: 1, asked: 0 },
  { shows: 'several merchants by name', path: '/categories', logins: 2, asked: 2 },
  { shows: 'a pool', path: '/M-1001/categories', logins: 1, asked: 1 },
  { shows: 'HttpService', path: '/categories', logins: 1, asked: 1 },
  { shows: 'health', path: '/health', logins: 0, asked: 0 },
  { shows: 'the exception filter', path: '/categories', logins: 1, asked: 1 },
]

test.each(visits.map((visit, n) => [visit.shows, n, visit] as const))(
  'the snippet on %s runs against the simulator',
  async (_, n, { path, logins, asked }) => {
    const { name, code } = snippets[n] ?? { name: '', code: '' }
    const before = [simulator.count('login', 'ok'), simulator.count('categories', 'ok')]
    const { url, stop } = await app.serve(code.includes('NestFactory') ? `${name}.js` : `${name}.start.js`, env)
    const response = await fetch(`${url}${path}`)
    expect(response.status).toBe(path === '/' ? 404 : 200)
    const { said } = await stop()
    expect(said).not.toContain(demoCredentials.password)
    const after = [simulator.count('login', 'ok'), simulator.count('categories', 'ok')]
    expect(after.map((count, i) => count - (before[i] ?? 0))).toEqual([logins, asked])
  },
)

test('the snippet on tests of your own runs, and sends nothing', async () => {
  const before = simulator.count()
  expect(await app.run(`${snippets.at(-1)?.name}.js`)).toContain("[ { id: 1, name: 'Airtime' } ]")
  expect(simulator.count()).toBe(before)
})
