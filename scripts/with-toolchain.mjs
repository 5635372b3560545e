// Runs a shell command line under the pinned Node and pnpm, from any Node >= 20 that has npx.
// Where both are on the PATH already it runs the line as it is.
import { spawnSync } from 'node:child_process'

const NODE = '24.21.0'
const PNPM = '12.21.0'
const line = process.argv.slice(2).join(' ')

function ready() {
  if (Number(process.versions.node.split('.')[0]) !== 24) return false
  const pnpm = spawnSync('pnpm', ['--version'], { encoding: 'utf8', cwd: '/' })
  return pnpm.status === 0 && pnpm.stdout.trim() === PNPM
}

const [command, args] = ready()
  ? ['sh', ['-c', line]]
  : ['npx', ['--yes', '-p', `node@${NODE}`, '-p', `pnpm@${PNPM}`, '--', 'sh', '-c', line]]
const { status, signal } = spawnSync(command, args, { stdio: 'inherit' })
process.exit(status ?? (signal === 'SIGINT' ? 130 : 1))
