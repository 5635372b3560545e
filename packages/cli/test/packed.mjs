// Run by scripts/check-package.mjs in a folder where the packed package is installed: what somebody does who has just got it.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const pagamio = join(process.cwd(), 'node_modules/.bin/pagamio')
const home = mkdtempSync(join(tmpdir(), 'pagamio-home-'))
const simulation = spawn(pagamio, ['simulate', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] })
try {
  const [lines] = await once(simulation.stdout, 'data')
  const env = { PATH: process.env.PATH, HOME: home, PAGAMIO_STORE_FOLDER: join(home, 'tokens') }
  for (const [, name, value] of String(lines).matchAll(/^export (\w+)=(.*)$/gm)) env[name] = value
  const run = (...args) => spawnSync(pagamio, args, { env, encoding: 'utf8' })

  const doctor = run('doctor')
  if (doctor.status !== 0 || !doctor.stdout.includes('All is well.')) throw new Error(doctor.stdout + doctor.stderr)
  const [first, second] = [run('token'), run('token')]
  if (first.status !== 0 || !/^[\w.-]+\n$/.test(first.stdout)) throw new Error(first.stdout + first.stderr)
  if (first.stdout !== second.stdout) throw new Error('two runs have two tokens')
  const login = run('login', '--username', 'x', '--environment', 'sandbox')
  if (login.status !== 3) throw new Error(login.stdout + login.stderr)
  console.log('pagamio: simulated, examined, and one token for two runs')
} finally {
  simulation.kill()
  rmSync(home, { recursive: true, force: true })
}
