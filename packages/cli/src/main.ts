#!/usr/bin/env node
import { failureOf } from './failure.ts'
import { createProgram } from './program.ts'
import { screenOn } from './screen.ts'
import { endOf, withoutSecrets } from './usage.ts'

const args = process.argv.slice(2)

// Whoever reads may stop reading (`| head`): what is left of the work is still done properly.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = 1
  })
}

void main()

async function main(): Promise<void> {
  try {
    withoutSecrets(args)
    await createProgram().parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
  } catch (thrown) {
    const error = endOf(thrown, args)
    if (error === undefined) return
    const screen = screenOn(process.stderr)
    const { message, hint, exitCode } = failureOf(error)
    screen.line(`${screen.paint('red', '✗')} ${message}`)
    if (hint) screen.line(`  ${screen.paint('dim', hint)}`)
    process.exitCode = exitCode
  }
}
