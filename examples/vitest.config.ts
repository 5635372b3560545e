import { defineConfig } from 'vitest/config'
import { patient } from '../scripts/patient.ts'

export default defineConfig({
  // The workspace's packages come as sources, and would bring a Nest of their own.
  resolve: { dedupe: ['@nestjs/common', '@nestjs/core'] },
  test: { include: ['test/**/*.test.ts'], ...patient, maxWorkers: 2 },
})
