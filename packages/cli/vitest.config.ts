import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/bundle.ts'],
    setupFiles: ['test/support/stretched-once.ts'],
    // A busy machine is slow: nothing here depends on how long it takes.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // Files have nothing in common but modules, which need not be loaded again for each.
    isolate: false,
    // Most of the time is spent waiting, for other processes and for what takes a second by its nature.
    maxWorkers: 3,
  },
})
