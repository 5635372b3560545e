import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    ...patient,
    // Most tests wait for a real server's clock, and may as well do so together: the cases of one client at a time.
    maxConcurrency: 40,
    // A PostgreSQL in WebAssembly takes a core for itself: nothing beside it.
    fileParallelism: false,
    // Nothing alters what it has loaded.
    isolate: false,
  },
})
