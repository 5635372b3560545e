import { defineConfig } from 'vitest/config'
import { patient } from '../../scripts/patient.ts'

// The package's sources and tests as they are, with every framework package resolved from this folder: NestJS 11.
export default defineConfig({
  resolve: {
    dedupe: [
      '@nestjs/axios',
      '@nestjs/common',
      '@nestjs/config',
      '@nestjs/core',
      '@nestjs/microservices',
      '@nestjs/platform-express',
      '@nestjs/platform-fastify',
      '@nestjs/platform-ws',
      '@nestjs/terminus',
      '@nestjs/testing',
      '@nestjs/websockets',
      'axios',
      'reflect-metadata',
      'rxjs',
    ],
  },
  test: {
    include: [
      'test/**/*.test.ts',
      '../../packages/nestjs/test/**/*.test.ts',
      '../../packages/panel/test/mounts.test.ts',
    ],
    ...patient,
    fsModuleCache: false,
    isolate: false,
  },
})
