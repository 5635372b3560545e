import { Command } from 'commander'
import { simulateCommand } from '../../../src/commands/simulate.ts'
import { failureOf } from '../../../src/failure.ts'

// As main.ts has it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

try {
  await new Command().addCommand(simulateCommand()).parseAsync()
} catch (error) {
  const { exitCode, hint, message } = failureOf(error)
  process.stderr.write(`${message}\n${hint}\n`)
  process.exitCode = exitCode
}
