import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Nest knows a class by identity, and with other packages beside it pnpm installs it once more.
  resolve: { dedupe: ['@nestjs/common', '@nestjs/core'] },
  // A busy machine is slow: nothing here depends on how long it takes. Nothing alters what it has loaded.
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 120_000,
    isolate: false,
  },
})
