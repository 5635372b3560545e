import { type Command, CommanderError } from 'commander'
import { exitCodes } from './exit-codes.ts'
import { Failure } from './failure.ts'

/**
 * What people try, glued to the password or not: `-p`, `-phunter2`, `--password=hunter2`, `--passhunter2`. Everybody on
 * the machine can read arguments (`ps`), and shells write them down.
 */
const SECRET = /^(-p|--?(password|passwd|passphrase|pass|pwd|secret|token))/i
/** What begins like one and is none. */
const NO_SECRET = /^(--password-stdin|--token-env(=[A-Za-z_]\w*)?)$/

/** @throws Failure for a password among the arguments, without repeating it */
export function withoutSecrets(args: readonly string[]): void {
  // Behind -- is another program, with its own habits.
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  const [found] = own.flatMap((arg) => (NO_SECRET.test(arg) ? [] : (SECRET.exec(arg)?.[0] ?? [])))
  if (found === undefined) return
  throw new Failure(
    `${found} is refused: arguments can be read by everybody on this machine, and shells write them down.`,
    'Use `pagamio login`, PAGAMIO_PASSWORD, PAGAMIO_PASSWORD_FILE, or --password-stdin. And change that password.',
    exitCodes.usage,
  )
}

/** What commander throws, as one of ours; nothing where it has only shown help or a version. */
export function endOf(thrown: unknown, args: readonly string[], program: Command): unknown {
  if (!(thrown instanceof CommanderError)) return thrown
  if (thrown.exitCode === 0 || thrown.code === 'commander.help') return undefined
  const commands = program.commands.map((one) => one.name())
  const command = args.find((arg) => commands.includes(arg))
  const about = thrown.code === 'commander.unknownCommand' || !command ? 'pagamio' : `pagamio ${command}`
  return new Failure(messageOf(thrown), `See \`${about} --help\`.`, exitCodes.usage)
}

/** Nothing that was typed is repeated: it is where secrets end up by mistake. Our own names are. */
function messageOf({ code, message }: CommanderError): string {
  const [, suggestion] = /\((Did you mean .*\?)\)$/.exec(message) ?? []
  const perhaps = suggestion ? ` ${suggestion}` : ''
  if (code === 'commander.unknownOption') return `There is no such option.${perhaps}`
  if (code === 'commander.unknownCommand') return `There is no such command.${perhaps}`
  if (code === 'commander.excessArguments') return 'There are too many arguments.'
  const text = message.replace(/^error: /, '')
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replaceAll(/\s*\n\s*/g, ' ')}${/[.?)]$/.test(text) ? '' : '.'}`
}
