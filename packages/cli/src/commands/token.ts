import { Command, Option } from 'commander'
import { insecureHost, wholeNumber } from '../options.ts'
import type { Shell } from '../shell.ts'
import type { TokenForm } from '../token-form.ts'

interface TokenOptions {
  readonly header?: true
  readonly json?: true
  readonly env?: true
  readonly minTtl: number
  readonly profile?: string
  readonly verbose?: true
  readonly insecureHost?: string
}

export const tokenCommand = (shell: Shell): Command =>
  new Command('token')
    .description('print a valid token, and nothing else')
    .addOption(new Option('--header', 'as a header line, for curl').conflicts(['json', 'env']))
    .addOption(new Option('--json', 'as JSON, with its expiry').conflicts('env'))
    .option('--env', 'as export lines, for eval')
    .option('--min-ttl <seconds>', 'that it lives at least, 900 at most', wholeNumber('--min-ttl', 0, 900), 60)
    .option('--profile <name>', 'whose token')
    .addOption(insecureHost())
    .option('--verbose', 'say on standard error what happens')
    .addHelpText(
      'after',
      `
Examples:
  h=$(pagamio token --header) && printf '%s\\n' "$h" |
    curl -H @- https://vas-sandbox-api.pagamio.tech/api/v1/products/categories
  eval "$(pagamio token --env)"; echo "$PAGAMIO_TOKEN_EXPIRES_AT"`,
    )
    .action(async ({ minTtl, ...options }: TokenOptions) => {
      const { withSession } = await import('../session.ts')
      const { tokenAs } = await import('../token-form.ts')
      const form: TokenForm = options.header ? 'header' : options.json ? 'json' : options.env ? 'env' : 'bare'
      await withSession(shell, options, async ({ auth, screen, signal, waiting }) => {
        const token = await waiting('waiting for a token', auth.getToken({ minTtlMs: minTtl * 1000, signal }))
        shell.stdout.write(`${tokenAs(form, token, Date.now())}\n`)
        const left = Math.floor((token.expiresAt - Date.now()) / 1000)
        if (left < minTtl)
          screen.line(`${screen.paint('yellow', '!')} It lives ${left} s only: no new one can be had now.`)
      })
    })
