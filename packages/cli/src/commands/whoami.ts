import { Command } from 'commander'
import { insecureHost } from '../options.ts'
import { screenOn } from '../screen.ts'
import type { Shell } from '../shell.ts'

interface WhoamiOptions {
  readonly profile?: string
  readonly json?: true
  readonly insecureHost?: string
}

export const whoamiCommand = (shell: Shell): Command =>
  new Command('whoami')
    .description('whose token it is, from the login')
    .option('--profile <name>', 'whose credentials')
    .addOption(insecureHost())
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
It comes with the held token. If there is none, one is acquired.

Example:
  pagamio whoami --json | jq -r .userTypeId`,
    )
    .action(async ({ json, ...options }: WhoamiOptions) => {
      const { withSession } = await import('../session.ts')
      const { whoamiLines } = await import('../whoami.ts')
      await withSession(shell, options, async ({ auth, signal, waiting }) => {
        const profile = await waiting('waiting for a token', auth.profile({ signal }))
        const out = screenOn(shell.stdout, shell.env)
        const lines = json ? [JSON.stringify(profile.fields)] : whoamiLines(profile, auth.baseUrl, out.paint)
        shell.stdout.write(`${lines.join('\n')}\n`)
      })
    })
