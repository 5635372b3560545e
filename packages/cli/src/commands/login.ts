import { Command, Option } from 'commander'
import { insecureHost, oneOf } from '../options.ts'
import type { Shell } from '../shell.ts'

interface LoginOptions {
  readonly profile: string
  readonly username?: string
  readonly environment?: 'sandbox' | 'production'
  readonly baseUrl?: string
  readonly passwordStdin?: true
  readonly storage?: 'keyring' | 'file'
  readonly check: boolean
  readonly insecureHost?: string
}

export const loginCommand = (shell: Shell): Command =>
  new Command('login')
    .description('store credentials as a profile, with the password in the keyring of the system')
    .option('--profile <name>', 'its name', 'default')
    .option('--username <name>', 'asked for at a terminal')
    .addOption(
      new Option('--environment <name>', 'sandbox or production; asked for at a terminal')
        .argParser(oneOf('--environment', 'sandbox', 'production'))
        .conflicts('baseUrl'),
    )
    .option('--base-url <url>', 'another address of the API')
    .option('--password-stdin', 'read the password from standard input; one newline at its end is dropped')
    .option(
      '--storage <where>',
      'where the password is kept: keyring or file (default: the keyring, else a private file)',
      oneOf('--storage', 'keyring', 'file'),
    )
    .addOption(insecureHost())
    .option('--no-check', 'store them without a login')
    .addHelpText(
      'after',
      `
Examples:
  pagamio login
  pagamio login --profile shop --username shop --environment sandbox --password-stdin < secret.txt`,
    )
    .action(async (options: LoginOptions) => {
      const { login } = await import('../profiles/login.ts')
      await login(shell, options)
    })
