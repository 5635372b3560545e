import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/bundle.ts'],
    // Real processes and real leases take the time they take: what waits, waits side by side.
    testTimeout: 120_000,
    maxWorkers: 2,
    maxConcurrency: 4,
  },
})
