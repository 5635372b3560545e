import { defineConfig } from 'vitest/config'

export default defineConfig({
  // A busy machine is slow: nothing here depends on how long it takes.
  // Cached transforms outlive a change of tsconfig.json, and with it how decorators are compiled.
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, fsModuleCache: false },
})
