import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

const packages = fileURLToPath(new URL('../../packages/', import.meta.url))

export default defineConfig({
  test: {
    // Cached transforms outlive a change of tsconfig.json, and with it how decorators are compiled.
    fsModuleCache: false,
    ...patient,
    maxWorkers: 2,
    // Loading NestJS and the rest for each file takes as long as many of the tests. Nothing here alters what it has loaded.
    isolate: false,
    projects: [
      { extends: true, test: { name: 'storefront', include: ['test/**/*.test.ts'] } },
      // The oldest major that the peer range of @pagamio/ky names: the contract for that one build.
      {
        extends: true,
        resolve: { alias: [{ find: /^ky$/, replacement: 'ky-v1' }] },
        test: { name: 'ky-v1', include: ['test/contract/ky.test.ts'], env: { KY_VERSION: 'ky-v1' } },
      },
    ],
    coverage: {
      include: [`${packages}{nestjs,hono,ky,axios}/src/**/*.ts`],
      // Types, and what an application does before its first visitor, with whom the contract begins.
      exclude: [`${packages}hono/src/augment.ts`, `${packages}nestjs/src/warm-up.ts`],
      allowExternal: true,
      reporter: ['text'],
      // By the contract alone. What is left is said to whoever sets something up wrongly.
      thresholds: { lines: 90 },
    },
  },
})
