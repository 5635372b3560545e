import { Command } from 'commander'
import type { ApiOptions } from '../api/api-request.ts'
import { collected, insecureHost } from '../options.ts'
import type { SessionOptions } from '../session.ts'
import type { Shell } from '../shell.ts'

export const apiCommand = (shell: Shell, ended: (exitCode: number) => void): Command =>
  new Command('api')
    .description('make an authorised call, and print the answer')
    .usage('[options] [METHOD] <path>')
    .argument('<method-or-path>', 'a path below the base URL, or GET, POST, … and then the path')
    .argument('[path]', 'the path, if the method comes first')
    .option(
      '-F, --field <key=value>',
      'a field of the JSON body, or of the query for GET; true, false, null and short numbers are typed',
      collected,
    )
    .option('-f, --raw-field <key=value>', 'the same, always as a string', collected)
    .option('--input <file>', 'the body as it is, - for standard input')
    .option('-X, --request <method>', 'the method, as with curl')
    .option('-d, --data <json>', 'the body, as with curl: JSON, or @file', collected)
    .option('-H, --header <name: value>', 'one more header', collected)
    .option('-i, --include', 'print status and headers before the body')
    .option('--profile <name>', 'whose token')
    .addOption(insecureHost())
    .option('--verbose', 'say on standard error what happens to the token')
    .addHelpText(
      'after',
      `
The method is POST if there is a body, else GET. After a 401 it sends the request once more with a new token; it never
sends twice for another reason. At a terminal JSON is indented; in a pipe the answer is unchanged, byte for byte.
The exit code is 0 for 2xx, 13 for 3xx, 14 for 4xx, 15 for 5xx.

Examples:
  pagamio api /products/categories
  pagamio api -X POST -d '{"amount":50,"productCode":"AIR-VOD-001"}' /purchase
  pagamio api POST /purchase -F amount=50 -f productCode=AIR-VOD-001 -f mobileNumber=+27821234567 \\
    -f paymentMethod=cash -f channelId=Q7RT2M -f merchantReference="$(uuidgen)"`,
    )
    .action(async (first: string, second: string | undefined, options: ApiOptions & SessionOptions) => {
      const { callApi } = await import('../api/call-api.ts')
      ended(await callApi(shell, [first, second], options))
    })
