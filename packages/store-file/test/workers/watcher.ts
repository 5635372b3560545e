import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { say, told } from '../support/lines.ts'

// Looks at the files themselves, over and over, with nothing of the store's code: each one is whole, or it is not there,
// and the generation in it never falls.
const [folder = ''] = process.argv.slice(2)
const highest = new Map<string, number>()
const seen = { looks: 0, torn: 0, fallen: 0, slots: 0 }
let asked = 0
let over = false

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

function look(name: string): void {
  let text: string
  try {
    text = readFileSync(join(folder, name), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  seen.looks++
  const [sum, body = ''] = text.split('\n', 2)
  if (sum !== sha256(`@pagamio/store-file@1\n${name}\n${body}`)) {
    seen.torn++
    return
  }
  const { generation } = JSON.parse(body)
  if (generation < (highest.get(name) ?? 0)) seen.fallen++
  highest.set(name, generation)
}

void (async () => {
  for await (const _ of told()) asked++
  over = true
})()

say('ready')
for (let round = 0; round < 1_000_000 && !over; round++) {
  for (const name of readdirSync(folder)) if (name.endsWith('.token')) look(name)
  for (; asked > 0; asked--) say({ ...seen, slots: highest.size })
  await sleep(1)
}
