import { Command } from 'commander'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

/** Of commander's own, a command that there is not is no mistake. */
export const helpCommand = (program: Command): Command =>
  new Command('help')
    .description('show this, or the help of one command')
    .argument('[command...]', 'which one, for example token')
    .action((names: readonly string[]) => {
      let found = program
      for (const name of names) {
        const next = found.commands.find((command) => command.name() === name)
        if (!next) throw new Failure('There is no such command.', 'See `pagamio --help`.', exitCodes.usage)
        found = next
      }
      found.outputHelp()
    })
