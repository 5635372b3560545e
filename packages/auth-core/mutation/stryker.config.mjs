import { tmpdir } from 'node:os'
import { join } from 'node:path'

export default {
  // Which sources are changed is said in mutate.ts.
  testRunner: 'vitest',
  concurrency: 2,
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'mutation/vitest.config.ts', related: false },
  // A copy outside the repository, so that nothing here is ever seen changed. It goes without tsconfig.json: Stryker
  // would rewrite the paths in it through an API that TypeScript 7 no longer has, and the tests do not need it.
  tempDirName: join(tmpdir(), 'pagamio-mutants'),
  cleanTempDir: 'always',
  ignorePatterns: ['/*', '!/src', '!/test', '!/mutation', '!/package.json'],
  reporters: ['progress-append-only'],
  logLevel: 'warn',
  // Functions at the top of a module take all tests, which is a matter of seconds here.
  warnings: { slow: false },
}
