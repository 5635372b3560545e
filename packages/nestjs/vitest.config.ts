import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A busy machine is slow: nothing here depends on how long it takes.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 60_000,
    // Cached transforms outlive a change of tsconfig.json, and with it how decorators are compiled.
    fsModuleCache: false,
    // Nothing here alters what it has loaded, and loading it for each file takes half of the time.
    isolate: false,
  },
})
