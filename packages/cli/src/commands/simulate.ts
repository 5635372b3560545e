import { Command } from 'commander'
import { collected, ipAddress, oneOf, wholeNumber } from '../options.ts'
import { columns } from '../screen.ts'
import type { Shell } from '../shell.ts'
import { endpointWords, type FaultRule, faultRuleOf } from '../simulate/fault-rule.ts'
import { faultWords } from '../simulate/fault-words.ts'
import { refusalWords } from '../simulate/refusal-words.ts'
import type { SimulateFlags } from '../simulate/simulate-flags.ts'

const DAY_S = 86_400
const MOST = 1_000_000
const WIDTH = 100

export const simulateCommand = (shell: Shell): Command =>
  new Command('simulate')
    .description('run the Pagamio API on this machine: its limits, its faults, and a live log of what it sees')
    .option('--port <n>', 'where it listens; 0 for a free one', wholeNumber('--port', 0, 65_535), 8700)
    .option(
      '--address <ip>',
      'the address it listens at; 0.0.0.0 for all that this machine has, as in a container',
      ipAddress('--address'),
      '127.0.0.1',
    )
    .option('--control', 'serve a control API beside it: revoke, expire, fail, turn the clock, read the log, reset')
    .option(
      '--control-host <name>',
      'one more host name of the control API, in a Docker network; may be given several times',
      collected,
    )
    .option('--no-limits', 'refuse no request, however many come')
    .option('--logins <n>', 'logins per address and window (default: 5)', wholeNumber('--logins', 0, MOST))
    .option(
      '--window <seconds>',
      'length of the sliding window of all limits (default: 60)',
      wholeNumber('--window', 1, DAY_S),
    )
    .option(
      '--block-after <n>',
      'so many 429s in a window block an address: 403 for five minutes (default: never)',
      wholeNumber('--block-after', 1, MOST),
    )
    .option('--lifetime <seconds>', 'life of an access token (default: 1800)', wholeNumber('--lifetime', 1, DAY_S))
    .option(
      '--rotation <mode>',
      'a spent refresh token revokes its family (strict), is good for 10 s more (grace), or is never spent (lax)',
      oneOf('--rotation', 'strict', 'grace', 'lax'),
      'strict',
    )
    .option(
      '--shape <name>',
      'token answers: envelope, flat, which has no refresh token, or profile, which has more about the account',
      oneOf('--shape', 'envelope', 'flat', 'profile'),
      'envelope',
    )
    .option('--strict', 'follow the newest page of the documentation if pages differ')
    .option('--latency <ms>', 'how long every answer takes', wholeNumber('--latency', 0, 600_000), 0)
    .option(
      '--fail <endpoint=fault>',
      'fail once, or with x3 or x* that often; may be given several times',
      (text: string, before: readonly FaultRule[] = []) => [...before, faultRuleOf(text)],
    )
    .option('--panel', 'a live page of a client of this simulator, with buttons that make things happen')
    .addHelpText('after', AFTER)
    .action(async (flags: SimulateFlags) => {
      const { simulate } = await import('../simulate/simulate.ts')
      await simulate(shell, flags)
    })

/** As many words on a line as have room. */
function lines(words: readonly string[]): string {
  const found: string[] = ['']
  for (const word of words) {
    const last = found.at(-1) ?? ''
    if (last.length + word.length > WIDTH) found.push(`  ${word}`)
    else found[found.length - 1] = last === '' ? `  ${word}` : `${last}, ${word}`
  }
  return found.join(',\n')
}

const AFTER = `
Endpoints: ${endpointWords.join(', ')}

Faults:
${columns(faultWords.map(({ form, meaning }) => [`  ${form}`, meaning])).join('\n')}

Refusals:
${lines(refusalWords)}

Standard output has what to paste into the shell of your program, standard error the log. Ctrl-C ends it with a count.

--control prints PAGAMIO_SIMULATOR_URL, and the key for this run, which each request there has to bring as
X-Simulator-Key. PAGAMIO_SIMULATOR_KEY gives one of your own, of 32 characters or more, which is not printed.

Examples:
  pagamio simulate
  pagamio simulate --panel
  pagamio simulate --fail login=503x3 --fail refresh=lose-answer
  pagamio simulate --lifetime 120 --window 10 --fail 'any=delay:3000x*'
  pagamio simulate --control
  printf 'X-Simulator-Key: %s\\n' "$PAGAMIO_SIMULATOR_KEY" |
    curl -H @- -X POST "$PAGAMIO_SIMULATOR_URL/revoke-all"
  pagamio simulate --port 0 > simulator.env &        and then: . ./simulator.env`
