import { fileStore } from '../../src/index.ts'
import { say, told } from '../support/lines.ts'

// A process with a store: makes the calls it is told, and says what they came to.
const [folder] = process.argv.slice(2)
const store = fileStore({ folder }) as unknown as Record<string, (...parameters: unknown[]) => Promise<unknown>>
const call = { signal: new AbortController().signal }

say('ready')
for await (const [method, ...parameters] of told() as AsyncGenerator<[string, ...unknown[]]>) {
  const answer = await store[method]?.(...parameters, call).catch(({ code, name }) => ({ failed: code ?? name }))
  say(answer ?? null)
}
