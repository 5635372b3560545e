import { setTimeout as sleep } from 'node:timers/promises'
import { fileStore } from '../../src/index.ts'
import { say } from '../support/lines.ts'

// Writes and reads slots at random until it is killed, mostly newer generations and sometimes older ones.
const [folder, slots] = process.argv.slice(2)
const store = fileStore({ folder })
const call = { signal: new AbortController().signal }

const textOf = (generation: number) => `${generation} ${'x'.repeat((generation * 997) % 9_000)} ${generation}`

say('ready')
for (let turn = 0; turn < 100_000; turn++) {
  await sleep(Math.random() * 6)
  const slot = `slot ${Math.floor(Math.random() * Number(slots))}`
  const stored = await store.get(slot, call)
  if (stored && stored.text !== textOf(stored.generation)) say(`${slot} holds the text of another generation`)
  const generation = Math.max(1, (stored?.generation ?? 0) + (Math.random() < 0.8 ? 1 : -2))
  await store.setIfNewer(slot, { text: textOf(generation), generation, ttlMs: 3_600_000 }, call)
  await store.takeLease(slot, { owner: `${process.pid}`, ttlMs: 1 }, call)
}
