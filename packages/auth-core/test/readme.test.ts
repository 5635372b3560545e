import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const folder = path('./.snippets/')

const pages = {
  readme: '../../../README.md',
  errors: '../../../docs/errors.md',
  core: '../README.md',
  simulator: '../../simulator/README.md',
}

const snippets = Object.entries(pages).flatMap(([page, file]) =>
  [...readFileSync(path(file), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ''], n) => ({
    name: `${page}-${n + 1}`,
    code: `${code}\nexport {}\n`,
  })),
)

beforeAll(() => {
  mkdirSync(folder, { recursive: true })
  for (const { name, code } of snippets) writeFileSync(`${folder}${name}.ts`, code)
  const config = {
    extends: '../../../../tsconfig.base.json',
    include: ['*.ts'],
    compilerOptions: { lib: ['es2023', 'esnext.disposable'] },
  }
  writeFileSync(`${folder}tsconfig.json`, JSON.stringify(config))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('snippets of the docs', () => {
  test('there are some, and they compile', async () => {
    expect(snippets.length).toBeGreaterThan(15)
    await run(path('../node_modules/.bin/tsc'), ['-p', folder]).catch(({ stdout }) => expect.fail(stdout))
  }, 20_000)

  // Those that are tests themselves are compiled only.
  const runnable = snippets.filter(({ code }) => !code.includes("'vitest'"))
  test.concurrent.each(runnable)(
    '$name runs against the simulator',
    async ({ name }) => {
      const world = path('./support/readme-world.ts')
      await run(process.execPath, ['--import', world, `${folder}${name}.ts`], { timeout: 20_000 }).catch(({ stderr }) =>
        expect.fail(stderr),
      )
    },
    25_000,
  )
})
