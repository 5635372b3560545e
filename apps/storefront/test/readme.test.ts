import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
// The front page's snippets come and go in the folder above.
const folder = path('./recipes/.snippets/')
const snippets = [...readFileSync(path('../README.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, code], n) => ({
    name: `recipe-${n + 1}`,
    code,
  }),
)

beforeAll(() => {
  mkdirSync(folder, { recursive: true })
  for (const { name, code } of snippets) writeFileSync(`${folder}${name}.ts`, `${code}\nexport {}\n`)
  writeFileSync(`${folder}tsconfig.json`, JSON.stringify({ extends: '../../../tsconfig.json', include: ['*.ts'] }))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the recipes compile', async () => {
  expect(snippets).toHaveLength(2)
  await run(path('../node_modules/.bin/tsc'), ['-p', folder]).catch(({ stdout }) => expect.fail(stdout))
})

test.each(snippets)('$name runs against the simulator, and shows the categories', async ({ name }) => {
  const args = ['--import', path('./support/readme-world.ts'), `${folder}${name}.ts`]
  const { stdout } = await run(process.execPath, args, { timeout: 20_000 }).catch(({ stderr }) => expect.fail(stderr))
  expect(stdout).toContain('Airtime')
})
