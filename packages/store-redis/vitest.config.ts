import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A busy machine is slow: nothing here depends on how long it takes.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // Most tests wait for a real server's clock, and may as well do so together.
    maxConcurrency: 200,
    maxWorkers: 4,
    // Nothing alters what it has loaded.
    isolate: false,
  },
})
