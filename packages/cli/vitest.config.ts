import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/bundle.ts'],
    setupFiles: ['test/support/stretched-once.ts'],
    ...patient,
    // Files have nothing in common but modules, which need not be loaded again for each.
    isolate: false,
    // Most of the time is spent waiting, for other processes and for what takes a second by its nature.
    maxWorkers: 3,
  },
})
