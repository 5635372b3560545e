import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

export default defineConfig({
  // Nest knows a class by identity, and with other packages beside it pnpm installs it once more.
  resolve: { dedupe: ['@nestjs/common', '@nestjs/core'] },
  // Nothing alters what it has loaded.
  test: { include: ['test/**/*.test.ts'], ...patient, isolate: false },
})
