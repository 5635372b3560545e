import { Command } from 'commander'
import { oneOf, wholeNumber } from '../options.ts'
import type { Shell } from '../shell.ts'

const MOST_MERCHANTS = 1_000_000
const MOST_PROCESSES = 100_000

interface PlanOptions {
  readonly merchants: number
  readonly processes: number
  readonly refresh: 'yes' | 'no'
  readonly json?: true
}

export const planCommand = (shell: Shell): Command =>
  new Command('plan')
    .description('how many addresses so many merchants need, how long a cold start takes, and what is left')
    .requiredOption('--merchants <n>', 'how many there are', wholeNumber('--merchants', 1, MOST_MERCHANTS))
    .option('--processes <n>', 'how many serve them', wholeNumber('--processes', 1, MOST_PROCESSES), 1)
    .option('--refresh <yes|no>', 'whether Pagamio gives refresh tokens', oneOf('--refresh', 'yes', 'no'), 'yes')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
It makes no call. An address is one that Pagamio sees. The limits are the documented defaults, 5 logins and 10 refreshes
a minute; your account may have others.

Examples:
  pagamio plan --merchants 400
  pagamio plan --merchants 400 --processes 12 --refresh no`,
    )
    .action(async ({ merchants, processes, refresh, json }: PlanOptions) => {
      const { forecast } = await import('../plan/forecast.ts')
      const { planLines } = await import('../plan/plan-lines.ts')
      const plan = forecast({ merchants, processes, refresh: refresh === 'yes' })
      const lines = json ? [JSON.stringify(plan)] : planLines(plan)
      shell.stdout.write(`${lines.join('\n')}\n`)
    })
