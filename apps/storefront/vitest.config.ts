import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const packages = fileURLToPath(new URL('../../packages/', import.meta.url))

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A busy machine is slow: nothing here depends on how long it takes.
    testTimeout: 60_000,
    coverage: {
      include: [`${packages}{nestjs,hono,ky,axios}/src/**/*.ts`],
      allowExternal: true,
      reporter: ['text'],
    },
  },
})
