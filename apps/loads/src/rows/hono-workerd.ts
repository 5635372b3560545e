import { bundle } from '../bundle.ts'
import { snippet } from '../readme.ts'
import type { Row } from '../row.ts'

const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'esnext.disposable', 'webworker'],
    types: [],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  files: ['worker.ts'],
}

export const honoWorkerd: Row = {
  name: 'Hono on workerd, as the README has it',
  project: {
    ours: ['auth-core', 'hono', 'simulator', 'store-cas', 'store-cloudflare'],
    theirs: ['hono@4', 'esbuild@0.28', 'workerd@1', 'typescript@5.9'],
    files: {
      'worker.ts': snippet('store-cloudflare', 'ts', 'durableStore(c.env.PAGAMIO)'),
      'wrangler.jsonc': snippet('store-cloudflare', 'jsonc', 'durable_objects'),
      'tsconfig.json': JSON.stringify(tsconfig),
      ...(await bundle('hono-workerd')),
    },
  },
  commands: [
    { args: ['node_modules/typescript/bin/tsc', '-p', '.'] },
    { args: ['hono-workerd.mjs'], says: /one login for 20 requests/ },
  ],
}
