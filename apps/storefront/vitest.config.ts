import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const packages = fileURLToPath(new URL('../../packages/', import.meta.url))

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Cached transforms outlive a change of tsconfig.json, and with it how decorators are compiled.
    fsModuleCache: false,
    // A busy machine is slow: nothing here depends on how long it takes.
    testTimeout: 60_000,
    maxWorkers: 2,
    coverage: {
      include: [`${packages}{nestjs,hono,ky,axios}/src/**/*.ts`],
      allowExternal: true,
      reporter: ['text'],
    },
  },
})
