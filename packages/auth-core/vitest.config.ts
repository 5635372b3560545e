import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    ...patient,
    // The package has no state of its own but the budget of each origin, and each test has a clock or an origin of its own.
    isolate: false,
    // Some tests ask what is left in memory.
    execArgv: ['--expose-gc'],
  },
})
