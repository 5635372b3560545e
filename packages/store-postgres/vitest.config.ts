import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A busy machine is slow: nothing here depends on how long it takes.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 60_000,
    // Most tests wait for a real server's clock, and may as well do so together: the cases of one client at a time.
    maxConcurrency: 40,
    // A PostgreSQL in WebAssembly takes a core for itself: nothing beside it.
    fileParallelism: false,
    // Nothing alters what it has loaded.
    isolate: false,
  },
})
