import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    ...patient,
    // Cached transforms outlive a change of tsconfig.json, and with it how decorators are compiled.
    fsModuleCache: false,
    // Nothing here alters what it has loaded, and loading it for each file takes half of the time.
    isolate: false,
  },
})
