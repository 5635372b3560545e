import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** An empty folder for one test, with mode 0700, gone after it. */
export async function tempFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'pagamio-store-file-'))
  onTestFinished(() => rm(parent, { recursive: true, force: true, maxRetries: 3 }))
  const folder = join(parent, 'tokens')
  await mkdir(folder, { mode: 0o700 })
  return folder
}
