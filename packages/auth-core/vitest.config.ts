import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A busy machine is slow: nothing here depends on how long it takes.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // The package has no state of its own but the budget of each origin, and each test has a clock or an origin of its own.
    isolate: false,
    // Some tests ask what is left in memory.
    execArgv: ['--expose-gc'],
  },
})
