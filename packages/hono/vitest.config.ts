import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  // Nothing alters what it has loaded.
  test: { include: ['test/**/*.test.ts'], ...patient, isolate: false },
})
