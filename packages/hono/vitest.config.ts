import { defineConfig } from 'vitest/config'

export default defineConfig({
  // A busy machine is slow: nothing here depends on how long it takes. Nothing alters what it has loaded.
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, expect: { poll: { timeout: 30_000 } }, isolate: false },
})
