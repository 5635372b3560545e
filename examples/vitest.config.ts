import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The workspace's packages come as sources, and would bring a Nest of their own.
  resolve: { dedupe: ['@nestjs/common', '@nestjs/core'] },
  // A busy machine is slow: nothing here depends on how long it takes.
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, maxWorkers: 2 },
})
