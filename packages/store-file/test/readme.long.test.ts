import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { tempFolder } from './support/temp-folder.ts'
import { workerEnv } from './support/warm-workers.ts'

const run = promisify(execFile)
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const folder = path('./.snippets/')

const pages = await Promise.all(
  ['../README.md', '../../../docs/store-file.md'].map((page) => readFile(path(page), 'utf8')),
)
const snippets = [...pages.join('').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ''], n) => ({
  name: `snippet ${n + 1}`,
  file: `${folder}${n + 1}.ts`,
  code,
}))
const [hello, cluster] = snippets

beforeAll(async () => {
  await mkdir(folder, { recursive: true })
  for (const { file, code } of snippets) await writeFile(file, code)
  await writeFile(
    `${folder}tsconfig.json`,
    JSON.stringify({ extends: '../../../../tsconfig.base.json', include: ['*.ts'] }),
  )
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs a snippet in a process of its own, against a simulator over TCP and with a home of its own. */
async function world(): Promise<{ simulator: Simulator; home: string; start: (file?: string) => Promise<string> }> {
  const simulator = createSimulator()
  const { url } = await simulator.listen()
  onTestFinished(() => simulator.close())
  const home = await tempFolder()
  const env = {
    ...workerEnv,
    HOME: home,
    XDG_STATE_HOME: `${home}/state`,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
    PAGAMIO_BASE_URL: url,
  }
  const start = async (file = '') => (await run(process.execPath, [file], { env, timeout: 30_000 })).stdout
  return { simulator, home, start }
}

describe('snippets of the README and of the page in depth', () => {
  test('there are some, and they compile', async () => {
    expect(snippets.length).toBeGreaterThan(4)
    await run(path('../node_modules/.bin/tsc'), ['-p', folder]).catch(({ stdout }) => expect.fail(stdout))
  })

  test.each(snippets.slice(2))('$name runs against the simulator', async ({ file }) => {
    const { start } = await world()
    await start(file)
  })

  test('the first one, run twice, logs in once, and leaves its files in the state folder', async () => {
    const { home, simulator, start } = await world()
    expect(await start(hello?.file)).toBe('200\n')
    expect(await start(hello?.file)).toBe('200\n')
    expect(simulator.count('login')).toBe(1)
    expect(await readdir(`${home}/state/pagamio/tokens`)).toContainEqual(expect.stringMatching(/\.token$/))
  })

  test('the cluster of four workers logs in once', async () => {
    const { simulator, start } = await world()
    expect((await start(cluster?.file)).match(/\d+ 200\n/g)).toHaveLength(4)
    expect(simulator.count('login')).toBe(1)
  })
})
