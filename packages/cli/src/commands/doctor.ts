import { Command } from 'commander'
import { insecureHost } from '../options.ts'
import type { Shell } from '../shell.ts'

interface DoctorOptions {
  readonly profile?: string
  readonly json?: true
  readonly insecureHost?: string
}

export const doctorCommand = (shell: Shell, ended: (exitCode: number) => void): Command =>
  new Command('doctor')
    .description('look at the whole setup, from configuration to one call, and say what to do')
    .option('--profile <name>', 'whose setup')
    .addOption(insecureHost())
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
It costs one login at most, and none where a token is stored or the password is known to be refused. The exit code is 1
where a check failed; warnings are no failure.`,
    )
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('../doctor/run-doctor.ts')
      ended(await runDoctor(shell, options))
    })
