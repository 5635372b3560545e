import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    ...patient,
    // Most tests wait for a real server's clock, and may as well do so together.
    maxConcurrency: 200,
    maxWorkers: 4,
    // Nothing alters what it has loaded.
    isolate: false,
  },
})
