import { exitCodes } from './exit-codes.ts'
import { failureOf } from './failure.ts'
import { createProgram } from './program.ts'
import { screenOn } from './screen.ts'
import type { Shell } from './shell.ts'
import { endOf, withoutSecrets } from './usage.ts'

/** One run of the tool, from its arguments to its exit code. Never throws. */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  let exitCode: number = exitCodes.done
  const program = createProgram(shell, (code) => {
    exitCode = code
  })
  try {
    withoutSecrets(args)
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
    return exitCode
  } catch (thrown) {
    const error = endOf(thrown, args, program)
    return error === undefined ? exitCodes.done : tell(error, shell)
  }
}

/** One line, and the hint under it. */
function tell(error: unknown, shell: Shell): number {
  const screen = screenOn(shell.stderr, shell.env)
  const { message, hint, exitCode } = failureOf(error)
  screen.line(`${screen.paint('red', '✗')} ${message}`)
  if (hint) screen.line(`  ${screen.paint('dim', hint)}`)
  return exitCode
}
