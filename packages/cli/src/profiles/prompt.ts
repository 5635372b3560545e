import { buffer } from 'node:stream/consumers'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { screenOn } from '../screen.ts'
import type { Shell } from '../shell.ts'

const LONGEST_PASSWORD = 4_096

type Prompts = typeof import('@clack/prompts')

/** Questions to the user. Without a terminal nobody could answer: then it says at once what to do instead. */
export function questions({ env, stdin, stderr }: Shell) {
  const streams = { input: stdin, output: stderr }
  async function ask<T extends string>(
    instead: string,
    question: (prompts: Prompts) => Promise<T | symbol>,
  ): Promise<T> {
    if (!stdin.isTTY || !screenOn(stderr, env).terminal) {
      throw new Failure('There is no terminal to ask at.', `Use ${instead}.`)
    }
    const answer = await question(await import('@clack/prompts'))
    if (typeof answer === 'symbol') throw new Failure('Nothing was kept.', '', 130)
    return answer
  }
  return {
    environment: () =>
      ask<'sandbox' | 'production'>('--environment sandbox, or --base-url', ({ select }) =>
        select<'sandbox' | 'production'>({
          message: 'Which environment?',
          options: [
            { value: 'sandbox', label: 'sandbox' },
            { value: 'production', label: 'production', hint: 'real money' },
          ],
          ...streams,
        }),
      ),
    username: () => ask('--username', ({ text }) => text({ message: 'Username', validate: required, ...streams })),
    password: () =>
      ask('--password-stdin', ({ password }) => password({ message: 'Password', validate: required, ...streams })),
  }
}

const required = (value: string | undefined) => (value ? undefined : 'It cannot be empty.')

/** @throws Failure where nothing comes, or what comes is no password */
export async function passwordFromStdin({ stdin }: Shell): Promise<string> {
  if (stdin.isTTY)
    throw new Failure('Nothing is piped in.', 'For example `… --password-stdin < secret.txt`.', exitCodes.usage)
  const text = (await buffer(stdin)).toString('utf8').replace(/^\ufeff|\r?\n$/g, '')
  if (text === '' || text.length > LONGEST_PASSWORD || /[\p{Cc}\ufffd]/u.test(text))
    throw new Failure(
      'What was piped in is no password: empty, too long, or of several lines.',
      'Pipe in the password alone.',
    )
  return text
}
