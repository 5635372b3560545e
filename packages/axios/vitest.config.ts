import { defineConfig } from 'vitest/config'

// The same tests on the newest axios, and on the last one whose fetch adapter behaves in the old way.
export default defineConfig({
  test: {
    projects: ['axios', 'axios-v1.14'].map((version) => ({
      resolve: { alias: [{ find: /^axios$/, replacement: version }] },
      // A busy machine is slow: nothing here depends on how long it takes. Nothing alters what it has loaded.
      test: {
        name: version,
        include: ['test/**/*.test.ts'],
        testTimeout: 60_000,
        expect: { poll: { timeout: 30_000 } },
        isolate: false,
      },
    })),
  },
})
