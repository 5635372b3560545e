import { buffer } from 'node:stream/consumers'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

const LONGEST_PASSWORD = 4_096

type Prompts = typeof import('@clack/prompts')

/** Questions to the user. Without a terminal nobody could answer: then it says at once what to do instead. */
export const askFor = {
  environment: () =>
    ask<'sandbox' | 'production'>('--environment sandbox, or --base-url', ({ select }) =>
      select<'sandbox' | 'production'>({
        message: 'Which environment?',
        options: [
          { value: 'sandbox', label: 'sandbox' },
          { value: 'production', label: 'production', hint: 'real money' },
        ],
        output: process.stderr,
      }),
    ),
  username: () =>
    ask('--username', ({ text }) => text({ message: 'Username', validate: required, output: process.stderr })),
  password: () =>
    ask('--password-stdin', ({ password }) =>
      password({ message: 'Password', validate: required, output: process.stderr }),
    ),
}

async function ask<T extends string>(instead: string, question: (prompts: Prompts) => Promise<T | symbol>): Promise<T> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new Failure(`There is no terminal to ask at.`, `Use ${instead}.`)
  }
  const prompts = await import('@clack/prompts')
  const answer = await question(prompts)
  if (typeof answer === 'symbol') throw new Failure('Nothing was kept.', '', 130)
  return answer
}

const required = (value: string | undefined) => (value ? undefined : 'It cannot be empty.')

/** @throws Failure where nothing comes, or what comes is no password */
export async function passwordFromStdin(): Promise<string> {
  if (process.stdin.isTTY)
    throw new Failure('Nothing is piped in.', 'For example `… --password-stdin < secret.txt`.', exitCodes.usage)
  const text = (await buffer(process.stdin)).toString('utf8').replace(/\r?\n$/, '')
  if (text === '' || text.length > LONGEST_PASSWORD || /\p{Cc}/u.test(text))
    throw new Failure(
      'What was piped in is no password: empty, too long, or of several lines.',
      'Pipe in the password alone.',
    )
  return text
}
