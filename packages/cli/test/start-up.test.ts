import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type Machine, machine } from './support/run.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const spy = fileURLToPath(new URL('./support/loaded.mjs', import.meta.url))

/** What a run loads: packages by their name, and of this one each file. */
async function loaded({ env, home }: Machine, args: readonly string[]): Promise<readonly string[]> {
  const report = `${home}/loaded`
  const child = spawn(process.execPath, ['--import', spy, main, ...args], { env: { ...env, LOADED: report } })
  child.stdout.resume()
  child.stderr.resume()
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
  const urls = JSON.parse(await readFile(report, 'utf8')) as readonly string[]
  return [...new Set(urls.map(partOf))].sort()
}

const partOf = (url: string): string =>
  /\/cli\/(src\/commands|package\.json|src\/.+)/.exec(url)?.[1] ??
  /\/packages\/([^/]+)\/src\//.exec(url)?.[1] ??
  /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ??
  url

const COMMON = [
  ...[
    'auth-core',
    'commander',
    'package.json',
    'src/commands',
    'src/simulate/fault-rule.ts',
    'src/simulate/fault-words.ts',
    'src/simulate/refusal-words.ts',
  ],
  ...['main', 'run', 'program', 'usage', 'options', 'shell', 'interruption', 'screen', 'failure', 'exit-codes'].map(
    ownFile,
  ),
]

// A tool that is run before each call of a script has to be there at once: what a command does not need it does not load.
test('help loads the commands, and nothing that they work with', async () => {
  const parts = await loaded(await machine(), ['--help'])
  expect(parts.filter((part) => !COMMON.includes(part))).toEqual([])
})

test('token loads the store besides: no prompts, no keyring, no server, no simulator, no doctor', async () => {
  const parts = await loaded(await machine(), ['token'])
  const own = [
    ...[
      'session',
      'connection',
      'network',
      'environment-proxy',
      'token-store',
      'token-form',
      'spinner',
      'profiles/config-folder',
    ],
    ...['profile-book', 'private-file', 'alone', 'open-vault', 'file-vault', 'keyring-vault'].map(
      (name) => `profiles/${name}`,
    ),
  ].map(ownFile)
  expect(parts.filter((part) => ![...COMMON, ...own, 'store-file'].includes(part))).toEqual([])
})

function ownFile(name: string): string {
  return `src/${name}.ts`
}
