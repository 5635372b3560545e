import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/bundle.ts'],
    ...patient,
    // Real processes and real leases take the time they take: what waits, waits side by side. But no more at once than two
    // cores can serve: a store that takes half a second counts as one that fails.
    fileParallelism: false,
    maxConcurrency: 4,
  },
})
