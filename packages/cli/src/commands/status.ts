import { Command } from 'commander'

interface StatusOptions {
  readonly profile?: string
  readonly json?: true
}

export const statusCommand = (): Command =>
  new Command('status')
    .description('what is held and what is left of the limits, without a call to Pagamio')
    .option('--profile <name>', 'whose')
    .option('--json', 'as JSON')
    .action(async ({ json, profile }: StatusOptions) => {
      const { withSession } = await import('../session.ts')
      const { lookAt, statusLines } = await import('../status.ts')
      await withSession({ profile }, async (session) => {
        const seen = await lookAt(session)
        const lines = json ? [JSON.stringify(seen)] : statusLines(seen, Date.now(), process.stdout)
        process.stdout.write(`${lines.join('\n')}\n`)
      })
    })
