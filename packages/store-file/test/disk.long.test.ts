import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { fileStore } from '../src/index.ts'
import { ample, ask, entry, LOGIN } from './support/calls.ts'
import { tempFolder } from './support/temp-folder.ts'
import { startWorker } from './support/worker.ts'

describe('a disk that takes nothing more', () => {
  test('calls that write reject, what is there stays and can be read, and nothing is left behind (failure modes 62, 73)', async () => {
    const folder = await tempFolder()
    const store = fileStore({ folder })
    await store.setIfNewer('slot', entry(1), ample)
    // The system refuses every byte that is written to a file, as it does where a disk or a quota is full.
    const worker = startWorker('store', [folder], { before: 'ulimit -f 0' })
    await worker.next()
    const failed = { failed: 'EFBIG' }
    worker.send(['setIfNewer', 'slot', entry(2)])
    expect(await worker.next()).toEqual(failed)
    worker.send(['takeLease', 'slot', { owner: 'one', ttlMs: 1_000 }])
    expect(await worker.next()).toEqual(failed)
    worker.send(['takePermit', LOGIN, ask('one')])
    expect(await worker.next()).toEqual(failed)
    worker.send(['get', 'slot'])
    expect(await worker.next()).toMatchObject({ text: 'text 1' })
    expect(await readdir(folder)).toEqual([expect.stringMatching(/\.token$/)])
    expect(await store.setIfNewer('slot', entry(2), ample)).toBe(true)
  })

  test('costs sharing, and a login for each renewal, never a token', async () => {
    const parent = await tempFolder()
    await writeFile(join(parent, 'file'), '')
    const simulator = createSimulator()
    const auth = createPagamioAuth({
      environment: 'sandbox',
      credentials: demoCredentials,
      fetch: simulator.fetch,
      store: fileStore({ folder: join(parent, 'file', 'tokens') }),
      budget: createBudget(),
    })
    const failures: unknown[] = []
    auth.subscribe((event) => event.type === 'store_failed' && failures.push(event))
    expect((await auth.fetch('/products/categories')).status).toBe(200)
    simulator.revokeAll()
    expect((await auth.fetch('/products/categories')).status).toBe(200)
    // The refresh token may be in the store in spite of the error, so that it is not sent.
    expect([simulator.count('login'), simulator.count('refresh')]).toEqual([2, 0])
    expect(failures).not.toEqual([])
    expect(auth.status().store?.state).toBe('failing')
    await auth.close()
  })
})
