import { defineConfig } from 'vitest/config'

// The same tests on the newest and the oldest major that the peer range names.
export default defineConfig({
  test: {
    // Those that wait for a timeout do so together.
    maxConcurrency: 12,
    projects: ['ky', 'ky-v1'].map((version) => ({
      resolve: { alias: [{ find: /^ky$/, replacement: version }] },
      test: {
        name: version,
        include: ['test/**/*.test.ts'],
        testTimeout: 60_000,
        expect: { poll: { timeout: 30_000 } },
        env: { KY_VERSION: version },
      },
    })),
  },
})
