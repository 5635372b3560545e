import { defineConfig } from 'vitest/config'
import { subjects } from './subjects.ts'

export default defineConfig({
  test: {
    include: subjects.flatMap(({ tests }) => tests),
    isolate: false,
    // The sources lie in another folder at each run, so that a cache would only grow.
    fsModuleCache: false,
  },
})
