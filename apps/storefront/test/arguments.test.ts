import { expect, test } from 'vitest'
import { readArguments } from '../src/arguments.ts'
import { SetupError } from '../src/setup-error.ts'
import { openUpstream } from '../src/upstream.ts'

test.each([
  [['--build', 'hono', '--twice'], '--once'],
  [['--build'], '--build <name>'],
  [['--workers', 'many'], '1 to 64'],
  [['--workers', '0'], '1 to 64'],
  [['--workers', '65'], '1 to 64'],
  [['--redis', 'redis://127.0.0.1:1'], '--workers 4'],
])('%j is one line that says what there is', (args, todo) => {
  const refused = caught(() => readArguments(args))
  expect(refused).toBeInstanceOf(SetupError)
  expect(lineOf(refused)).toContain(todo)
})

test.each([
  ['half an environment', { PAGAMIO_USERNAME: 'somebody' }, 'PAGAMIO_PASSWORD'],
  [
    'an environment that is none',
    { PAGAMIO_USERNAME: 'somebody', PAGAMIO_PASSWORD: 'a-secret', PAGAMIO_ENVIRONMENT: 'staging' },
    'PAGAMIO_ENVIRONMENT',
  ],
  [
    'production',
    { PAGAMIO_USERNAME: 'somebody', PAGAMIO_PASSWORD: 'a-secret', PAGAMIO_ENVIRONMENT: 'production' },
    'PAGAMIO_ENVIRONMENT=sandbox',
  ],
])('%s is one line with what to do, and no secret', async (_name, env, todo) => {
  const refused = await openUpstream(env).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(SetupError)
  expect(lineOf(refused)).toContain(todo)
  expect(lineOf(refused)).not.toMatch(/somebody|a-secret/)
})

function caught(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    return error
  }
}

function lineOf(error: unknown): string {
  const { message, hint } = error as SetupError
  expect(`${message} ${hint}`).not.toContain('\n')
  return `${message} ${hint}`
}
