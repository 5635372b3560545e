import { Command } from 'commander'
import { insecureHost } from '../options.ts'
import { screenOn } from '../screen.ts'
import type { Shell } from '../shell.ts'

interface StatusOptions {
  readonly profile?: string
  readonly json?: true
  readonly insecureHost?: string
}

export const statusCommand = (shell: Shell): Command =>
  new Command('status')
    .description('the held token and what is left of the limits, without a call to Pagamio')
    .option('--profile <name>', 'whose')
    .addOption(insecureHost())
    .option('--json', 'as JSON')
    .action(async ({ json, ...options }: StatusOptions) => {
      const { withSession } = await import('../session.ts')
      const { lookAt, statusLines } = await import('../status.ts')
      await withSession(shell, options, async (session) => {
        const seen = await lookAt(session)
        const out = screenOn(shell.stdout, shell.env)
        const lines = json ? [JSON.stringify(seen)] : statusLines(seen, Date.now(), out.paint)
        shell.stdout.write(`${lines.join('\n')}\n`)
      })
    })
