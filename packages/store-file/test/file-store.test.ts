import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manualClock, storeConformance } from '@pagamio/auth-core/testing'
import { describe, it } from 'vitest'
import { fileStore } from '../src/index.ts'

describe('fileStore', () => {
  const conformance = storeConformance(
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'store-file-'))
      const clock = manualClock()
      return {
        store: fileStore({ folder, clock }),
        advance: (ms) => clock.advance(ms),
        dispose: () => rm(folder, { recursive: true, maxRetries: 3 }),
      }
    },
    { sharing: true },
  )
  for (const { name, run } of conformance) it(name, run)
})
