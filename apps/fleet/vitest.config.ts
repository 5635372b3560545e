import { defineConfig } from 'vitest/config'

// Real processes and real leases take the time they take: what waits, waits side by side.
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], testTimeout: 120_000, maxConcurrency: 4 },
})
