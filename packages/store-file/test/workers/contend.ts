import type { Contender } from '../support/contender.ts'
import { say, told } from '../support/lines.ts'

// Tries to replace a file, at the same time as others, each time it is told to.
const [module = ''] = process.argv.slice(2)
const { default: contender } = (await import(module)) as { default: Contender }

say('ready')
for await (const [file, from, next] of told() as AsyncGenerator<[string, string, string]>) {
  say(await contender.replace(file, from, next))
}
