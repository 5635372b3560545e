import { CommanderError } from 'commander'
import { exitCodes } from './exit-codes.ts'
import { Failure } from './failure.ts'

/** What people try. Everybody on the machine can read arguments (`ps`), and shells write them down. */
const SECRET = /^(--?(password|passwd|pass|pwd|secret|token)|-p)(=|$)/i

/** @throws Failure for a password among the arguments, without repeating it */
export function withoutSecrets(args: readonly string[]): void {
  const found = args.map((arg) => SECRET.exec(arg)?.[1]).find((name) => name !== undefined)
  if (found === undefined) return
  throw new Failure(
    `${found} is refused: arguments can be read by everybody on this machine, and shells write them down.`,
    'Use `pagamio login`, PAGAMIO_PASSWORD, PAGAMIO_PASSWORD_FILE, or --password-stdin. And change that password.',
    exitCodes.usage,
  )
}

/** What commander throws, as one of ours; nothing where it has only shown help or a version. */
export function endOf(thrown: unknown, args: readonly string[]): unknown {
  if (!(thrown instanceof CommanderError)) return thrown
  if (thrown.exitCode === 0 || thrown.code === 'commander.help') return undefined
  const command = args.find((arg) => /^[a-z]+$/.test(arg))
  const about = thrown.code === 'commander.unknownCommand' ? 'pagamio' : ['pagamio', command].filter(Boolean).join(' ')
  return new Failure(messageOf(thrown), `See \`${about} --help\`.`, exitCodes.usage)
}

/** Values are left out: they are where secrets end up by mistake. */
function messageOf({ code, message }: CommanderError): string {
  if (code === 'commander.excessArguments') return 'There are too many arguments.'
  const text = message.replace(/^error: /, '').replace(/(unknown option '[^'=]+)=[^']*/, '$1')
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replaceAll(/\s*\n\s*/g, ' ')}${/[.?)]$/.test(text) ? '' : '.'}`
}
