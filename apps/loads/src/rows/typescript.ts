import type { Command, Row } from '../row.ts'

const entries = [
  'auth-core',
  'auth-core/testing',
  'axios',
  'client',
  'hono',
  'nestjs',
  'nestjs/health',
  'nestjs/http',
  'openapi',
  'openapi/codes',
  'simulator',
  'simulator/testing',
  'store-cas',
  'store-cloudflare',
  'store-file',
  'store-postgres',
  'store-redis',
]

const uses = entries
  .map((name, n) => `import * as p${n} from '@pagamio/${name}'\nexport const x${n} = p${n}\n`)
  .join('')
const narrows = `
import { createPagamioAuth, PagamioAuthError } from '@pagamio/auth-core'
import { PagamioModule, PagamioService } from '@pagamio/nestjs'
export const code = (error: unknown) => (error instanceof PagamioAuthError ? error.code : undefined)
export const module = PagamioModule.forRoot({ environment: 'sandbox', credentials: { username: 'a', password: 'b' } })
export class Shop {
  constructor(readonly pagamio: PagamioService) {}
  categories = () => this.pagamio.fetch('/products/categories')
}
export const auth = createPagamioAuth
`

const tsc = (name: string, ...options: string[]): Command => ({
  args: [`node_modules/${name}/bin/tsc`, '--target', 'es2022', '--strict', '--noEmit', ...options, 'a.ts'],
})

export const typescript: Row = {
  name: 'TypeScript 5.9 and 5.4',
  project: {
    ours: ['auth-core', 'axios', 'client', 'hono', 'nestjs', 'openapi', 'simulator'].concat(
      entries.filter((name) => name.startsWith('store-')),
    ),
    theirs: ['typescript@5.9', 'typescript-5.4@npm:typescript@5.4', '@types/node@24', 'axios@1', 'hono@4'].concat([
      'rxjs@7',
      'reflect-metadata@0.2',
      '@nestjs/common@11',
      '@nestjs/core@11',
      '@nestjs/axios@4',
      '@nestjs/terminus@11',
    ]),
    files: { 'a.ts': uses + narrows },
  },
  commands: [
    tsc('typescript', '--module', 'commonjs', '--skipLibCheck'),
    tsc('typescript', '--module', 'node16'),
    tsc('typescript', '--module', 'nodenext'),
    tsc('typescript-5.4', '--module', 'commonjs', '--skipLibCheck'),
    tsc('typescript-5.4', '--module', 'node16', '--skipLibCheck'),
  ],
}
