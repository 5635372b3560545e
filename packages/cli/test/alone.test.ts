import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileStore } from '@pagamio/store-file'
import { expect, onTestFinished, test } from 'vitest'

const ALONE = new URL('../src/profiles/alone.ts', import.meta.url).href
const call = { signal: new AbortController().signal }

test('a process that waits for another one’s change, and has nothing else to do, makes its own after it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pagamio-alone-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const store = fileStore({ folder: join(folder, 'locks') })
  const lease = { owner: 'another', ttlMs: 60_000 }
  await store.takeLease('profiles', lease, call)
  const program = `
    import { alone } from ${JSON.stringify(ALONE)}
    console.log('asks')
    void alone(process.argv[1], async () => console.log('works'))`
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder], { stdio: [...stdio] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  expect(await lines.next()).toMatchObject({ value: 'asks' })
  for (let n = 0; n < 50; n++) await store.takeLease('profiles', lease, call)
  await store.releaseLease('profiles', lease, call)
  expect(await lines.next()).toMatchObject({ value: 'works' })
  expect(await ended).toEqual([0, null])
})
