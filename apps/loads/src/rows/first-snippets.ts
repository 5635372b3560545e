import { readdirSync, readFileSync } from 'node:fs'
import { bundle } from '../bundle.ts'
import type { Row } from '../row.ts'

const root = new URL('../../../../', import.meta.url)
/** These begin with something else: a command, a document, a test, a Worker, a page that nobody has opened. */
const WITHOUT = ['cli', 'openapi', 'panel', 'simulator', 'store-cloudflare']

/** The first TypeScript of a page, as it stands. */
const firstSnippet = (page: string): string =>
  /```ts\n([\s\S]*?)```/.exec(readFileSync(new URL(page, root), 'utf8'))?.[1] ?? ''

const packages = readdirSync(new URL('packages', root)).filter((name) => !WITHOUT.includes(name))
const pages = { root: 'README.md', ...Object.fromEntries(packages.map((name) => [name, `packages/${name}/README.md`])) }
const snippets = Object.entries(pages).map(([name, page]) => [`snippets/${name}.ts`, firstSnippet(page)] as const)

const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'esnext.disposable', 'dom'],
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    outDir: 'built',
    rootDir: 'snippets',
  },
  include: ['snippets'],
}

export const firstSnippets: Row = {
  name: 'first snippets, against pagamio simulate',
  project: {
    ours: [...packages, ...WITHOUT],
    theirs: ['axios@1', 'hono@4', 'ky@2', 'ioredis@5', '@nestjs/common@11', '@nestjs/core@11'].concat([
      '@nestjs/platform-express@11',
      '@opentelemetry/api@1',
      'reflect-metadata@0.2',
      'rxjs@7',
      'pg@8',
      '@types/pg@8',
      'typescript@5.9',
      '@types/node@24',
    ]),
    files: {
      ...Object.fromEntries(snippets),
      'snippets/package.json': JSON.stringify({ type: 'module' }),
      'built/package.json': JSON.stringify({ type: 'module' }),
      'tsconfig.json': JSON.stringify(tsconfig),
      ...(await bundle('first-snippets')),
    },
  },
  commands: [
    { args: ['node_modules/typescript/bin/tsc', '-p', '.'] },
    { args: ['first-snippets.mjs'], says: /all ran/ },
  ],
}
