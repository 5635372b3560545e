#!/usr/bin/env node
import { exitCodes } from './exit-codes.ts'
import { endOnSignals } from './interruption.ts'
import { run } from './run.ts'
import { screenOn } from './screen.ts'
import { processShell } from './shell.ts'

/** The reader may stop (`| head`), and a terminal may be closed: the rest of the work is still done properly. */
const NOBODY_READS: readonly unknown[] = ['EPIPE', 'EIO']

for (const [name, stream] of [
  ['output', process.stdout],
  ['error', process.stderr],
] as const) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (NOBODY_READS.includes(code) || process.exitCode !== undefined) return
    process.exitCode = exitCodes.failed
    const screen = screenOn(process.stderr, process.env)
    if (stream === process.stdout)
      screen.line(`${screen.paint('red', '✗')} Standard ${name} cannot be written (${code}).`)
  })
}

endOnSignals()
void main()

async function main(): Promise<void> {
  const code = await run(process.argv.slice(2), processShell)
  await Promise.all([process.stdout, process.stderr].map(written))
  process.exitCode ??= code
  // All is put away. What Pagamio has not answered by now would keep the process for half a minute.
  process.exit()
}

/** Resolves when all that was printed is, or never will be. */
const written = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => stream.write('', () => resolve()))
