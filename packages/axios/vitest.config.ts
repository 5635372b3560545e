import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

// The same tests on the newest axios, and on the last one whose fetch adapter behaves in the old way.
export default defineConfig({
  test: {
    projects: ['axios', 'axios-v1.14'].map((version) => ({
      resolve: { alias: [{ find: /^axios$/, replacement: version }] },
      // Nothing alters what it has loaded.
      test: { name: version, include: ['test/**/*.test.ts'], ...patient, isolate: false },
    })),
  },
})
