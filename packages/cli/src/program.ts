import { styleText } from 'node:util'
import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { apiCommand } from './commands/api.ts'
import { doctorCommand } from './commands/doctor.ts'
import { loginCommand } from './commands/login.ts'
import { logoutCommand } from './commands/logout.ts'
import { profilesCommand } from './commands/profiles.ts'
import { proxyCommand } from './commands/proxy.ts'
import { simulateCommand } from './commands/simulate.ts'
import { statusCommand } from './commands/status.ts'
import { tokenCommand } from './commands/token.ts'

/** What each command needs beyond its options it loads when it runs. */
export function createProgram(): Command {
  const program = new Command('pagamio')
    .description('Pagamio tokens at the command line: one login, shared by everything that runs here.')
    .version(manifest.version, '--version', 'print the version')
    .helpOption('-h, --help', 'show this')
    .helpCommand(false)
    .addHelpText('after', AFTER)
  for (const command of [
    tokenCommand(),
    apiCommand(),
    proxyCommand(),
    doctorCommand(),
    statusCommand(),
    loginCommand(),
    logoutCommand(),
    profilesCommand(),
    simulateCommand(),
  ]) {
    program.addCommand(command)
  }
  // Errors are printed in one place, with a hint and without values.
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    command
      .exitOverride()
      .configureOutput({ outputError: () => {} })
      .helpOption('-h, --help', 'show this')
    command.configureHelp({
      styleTitle: (text) => styleText('bold', text, { validateStream: false }),
      subcommandTerm: (subcommand) => subcommand.name(),
    })
  }
  return program
}

const AFTER = `
Credentials come from --profile, else from PAGAMIO_USERNAME, PAGAMIO_PASSWORD (or PAGAMIO_PASSWORD_FILE) and
PAGAMIO_ENVIRONMENT (or PAGAMIO_BASE_URL), else from the profile in use (\`pagamio login\`).

Exit codes: 0 done, 1 failed, 2 usage, 3 not set up, 4 refused by Pagamio, 5 not reachable, 6 limit reached,
13 to 15 the API answered 3xx to 5xx, 130 interrupted.`
