import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/every-answer.ts'],
    ...patient,
    // One file only waits.
    maxWorkers: 2,
    // Nothing alters what it has loaded.
    isolate: false,
  },
})
