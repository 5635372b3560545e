import { Command } from 'commander'
import { collected, insecureHost } from '../options.ts'
import type { RunFlags } from '../run/run-command.ts'
import type { Shell } from '../shell.ts'

export const runCommand = (shell: Shell, ended: (exitCode: number) => void): Command =>
  new Command('run')
    .description('run a program with its own proxy, which attaches the token and ends with it')
    .usage('[options] -- <command> [arguments]')
    .argument('<command...>', 'the program and its arguments, behind --')
    .passThroughOptions()
    .option(
      '--allow <rule>',
      "what may be reached, for example 'GET /products/*'; may be given several times",
      collected,
    )
    .option('--forward-header <name>', 'one more header to forward; may be given several times', collected)
    .option('--token-env <name>', 'start no proxy, and put one token into this variable; it is never renewed')
    .option('--profile <name>', 'whose token')
    .addOption(insecureHost())
    .option('--verbose', 'say on standard error what happens to the token, and each request')
    .addHelpText(
      'after',
      `
The program gets PAGAMIO_BASE_URL, a free port on loopback, and PAGAMIO_PROXY_KEY, which was made for this run. Each of
its requests needs the key, as Authorization: Bearer <key>. It does not get the password. Signals are passed on to it,
and its exit code is that of the run: 127 if there is no such program, 128 and a number if a signal ended it.
A token of --token-env lives for half an hour at most, and everything that the program starts can read it.

Examples:
  pagamio run -- python app.py
  pagamio run --allow 'GET /products/*' -- ./report.sh
  pagamio run --token-env API_TOKEN -- ./once.sh`,
    )
    .action(async (command: readonly [string, ...string[]], flags: RunFlags) => {
      const { runWithProxy } = await import('../run/run-command.ts')
      ended(await runWithProxy(shell, command, flags))
    })
