import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

// The same tests on the newest and the oldest major that the peer range names.
export default defineConfig({
  test: {
    // Those that wait for a timeout do so together.
    maxConcurrency: 12,
    projects: ['ky', 'ky-v1'].map((version) => ({
      resolve: { alias: [{ find: /^ky$/, replacement: version }] },
      test: { name: version, include: ['test/**/*.test.ts'], ...patient, env: { KY_VERSION: version } },
    })),
  },
})
