import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PagamioAuthPoolOptions } from '@pagamio/auth-core'
import { afterAll } from 'vitest'
import { type FleetOptions, parseCommand } from '../../src/simulation/fleet-options.ts'
import { runCommand } from '../../src/simulation/run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'pagamio-fleet-'))
afterAll(() => rmSync(folder, { recursive: true }))

export const small: FleetOptions = parseCommand('--processes 8 --merchants 3 --days 1'.split(' '))

/** What breaks a rule: more logins than the API allows. */
export const moreLogins = (options: PagamioAuthPoolOptions): PagamioAuthPoolOptions => ({
  ...options,
  limits: { logins: 50 },
})

/** Runs the command, and gives what it said and the page that it wrote. */
export async function command(line: string, plant?: (options: PagamioAuthPoolOptions) => PagamioAuthPoolOptions) {
  const page = join(folder, 'fleet.html')
  let said = ''
  let failed = ''
  const out = {
    write: (text: string) => {
      said += text
    },
    fail: (text: string) => {
      failed += text
    },
    progress: () => {},
  }
  const code = await runCommand(['--page', page, ...line.split(' ')], out, plant)
  return { code, said: said.replace(page, 'PAGE'), failed, page: () => readFileSync(page, 'utf8') }
}
