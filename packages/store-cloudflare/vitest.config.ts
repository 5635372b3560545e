import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    ...patient,
  },
})
