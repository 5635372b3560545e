import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/warm-workers.ts'],
    ...patient,
    // Most of the time is spent waiting for other processes.
    maxWorkers: 3,
  },
})
