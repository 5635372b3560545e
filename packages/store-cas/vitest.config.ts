import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    ...patient,
    maxConcurrency: 100,
    // Nothing alters what it has loaded.
    isolate: false,
  },
})
