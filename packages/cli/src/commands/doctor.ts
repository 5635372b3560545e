import { Command } from 'commander'
import { insecureHost } from '../options.ts'
import type { Shell } from '../shell.ts'

interface DoctorOptions {
  readonly profile?: string
  readonly json?: true
  readonly insecureHost?: string
  readonly record?: string
}

export const doctorCommand = (shell: Shell, ended: (exitCode: number) => void): Command =>
  new Command('doctor')
    .description('check the whole setup, from configuration to one call, and say what to do')
    .option('--profile <name>', 'whose setup')
    .addOption(insecureHost())
    .option('--json', 'as JSON')
    .option('--record <address>', 'print what a mounted panel has recorded instead, for `pagamio replay`')
    .addHelpText(
      'after',
      `
It costs one login at most, and none if a token is stored or the password is known to be refused. The exit code is 1
if a check failed; a warning is not a failure.

For a program that runs with a panel:
  pagamio doctor --record http://127.0.0.1:3000/pagamio > incident.json`,
    )
    .action(async ({ record, ...options }: DoctorOptions) => {
      if (record !== undefined) {
        const { fetchIncident } = await import('../replay/fetch-incident.ts')
        shell.stdout.write(await fetchIncident(record, shell.env))
        return
      }
      const { runDoctor } = await import('../doctor/run-doctor.ts')
      ended(await runDoctor(shell, options))
    })
