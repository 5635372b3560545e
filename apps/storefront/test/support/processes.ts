import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
// Somebody else ends what hangs.
const MOST_MS = 60_000

type Env = Readonly<Record<string, string>>

/** Nothing of Pagamio is in the environment but what is given. */
function envWith(env: Env) {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  return { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }), NO_COLOR: '1', ...env }
}

export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `main.ts` to its end. */
export function runMain(args: readonly string[], env: Env = {}): Promise<Run> {
  return new Promise((resolve) => {
    const options = { env: envWith(env), timeout: MOST_MS }
    const child = execFile(process.execPath, [main, ...args], options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    })
  })
}

/** Runs `main.ts` until the shop is open. */
export async function openMain(args: readonly string[], env: Env = {}) {
  const child = spawn(process.execPath, [main, ...args], { env: envWith(env), timeout: MOST_MS })
  const ended = once(child, 'exit')
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text))
  while (child.exitCode === null && !printed.includes('The shop is open')) {
    await Promise.race([once(child.stdout, 'data'), ended])
  }
  const [url] = /http:\/\/127\.0\.0\.1:\d+(?= {2})/.exec(printed) ?? []
  if (url === undefined) throw new Error(`The shop did not open. ${printed}`)
  return {
    url,
    printed: () => printed,
    /** As Ctrl-C does; its exit code. */
    async end(): Promise<unknown> {
      child.kill('SIGTERM')
      const [code] = await ended
      return code
    },
  }
}
