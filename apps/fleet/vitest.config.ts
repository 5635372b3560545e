import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/bundle.ts'],
    // Real processes and real leases take the time they take: what waits, waits side by side. But no more at once than two
    // cores can serve: a store that takes half a second counts as one that fails.
    testTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    fileParallelism: false,
    maxConcurrency: 4,
  },
})
