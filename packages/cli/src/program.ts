// commander rather than citty: citty 0.2 parses with `strict: false`, so that an option it does not know is ignored and
// not refused, and it has no options that may be given several times, as --field may.
import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { apiCommand } from './commands/api.ts'
import { doctorCommand } from './commands/doctor.ts'
import { helpCommand } from './commands/help.ts'
import { keyCommand } from './commands/key.ts'
import { loginCommand } from './commands/login.ts'
import { logoutCommand } from './commands/logout.ts'
import { panelCommand } from './commands/panel.ts'
import { planCommand } from './commands/plan.ts'
import { profilesCommand } from './commands/profiles.ts'
import { proxyCommand } from './commands/proxy.ts'
import { replayCommand } from './commands/replay.ts'
import { runCommand } from './commands/run.ts'
import { simulateCommand } from './commands/simulate.ts'
import { statusCommand } from './commands/status.ts'
import { tokenCommand } from './commands/token.ts'
import { whoamiCommand } from './commands/whoami.ts'
import { screenOn } from './screen.ts'
import type { Shell } from './shell.ts'

/**
 * All commands. What each needs beyond its options it loads when it runs.
 * @param ended hears of an exit code other than 0 that is no failure of the run: of an answer, or of a check
 */
export function createProgram(shell: Shell, ended: (exitCode: number) => void): Command {
  const program = new Command('pagamio')
    .description('Pagamio tokens at the command line: one login, shared by everything that runs here.')
    .version(manifest.version, '--version', 'print the version')
    .helpOption('-h, --help', 'show this')
    .helpCommand(false)
    .enablePositionalOptions()
    .addHelpText('after', AFTER)
  for (const command of [
    tokenCommand(shell),
    apiCommand(shell, ended),
    proxyCommand(shell),
    runCommand(shell, ended),
    doctorCommand(shell, ended),
    statusCommand(shell),
    whoamiCommand(shell),
    loginCommand(shell),
    logoutCommand(shell),
    profilesCommand(shell),
    keyCommand(shell),
    planCommand(shell),
    panelCommand(shell),
    replayCommand(shell, ended),
    simulateCommand(shell),
    helpCommand(program),
  ]) {
    program.addCommand(command)
  }
  const { stdout } = shell
  const { paint } = screenOn(stdout, shell.env)
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    command
      .exitOverride()
      .configureOutput({
        // Errors are printed in one place, with a hint and without values.
        outputError: () => {},
        writeOut: (text) => void stdout.write(text),
        getOutHelpWidth: () => (stdout.isTTY ? stdout.columns : undefined) ?? HELP_WIDTH,
        // What is painted is meant.
        getOutHasColors: () => true,
      })
      .helpOption('-h, --help', 'show this')
    command.configureHelp({
      styleTitle: (text) => paint('bold', text),
      subcommandTerm: (subcommand) => subcommand.name(),
    })
  }
  return program
}

const HELP_WIDTH = 80
const AFTER = `
Credentials come from --profile, else from PAGAMIO_USERNAME, PAGAMIO_PASSWORD (or PAGAMIO_PASSWORD_FILE) and
PAGAMIO_ENVIRONMENT (or PAGAMIO_BASE_URL), else from the profile in use (\`pagamio login\`).

Exit codes: 0 done, 1 failed, 2 usage, 3 not set up, 4 refused by Pagamio, 5 not reachable, 6 limit reached,
13 to 15 the API answered 3xx to 5xx, 129, 130 and 143 interrupted.`
