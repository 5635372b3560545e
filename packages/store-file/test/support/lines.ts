import { createInterface } from 'node:readline'

/** In a worker: says something to the test that started it. */
export const say = (message: unknown): void => void process.stdout.write(`${JSON.stringify(message)}\n`)

/** In a worker: what it is told, until the test is over. */
export async function* told(): AsyncGenerator<unknown> {
  for await (const line of createInterface(process.stdin)) yield JSON.parse(line)
}
