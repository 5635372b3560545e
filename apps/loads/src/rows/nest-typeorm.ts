import { bundle } from '../bundle.ts'
import { snippet } from '../readme.ts'
import type { Row } from '../row.ts'

const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'esnext.disposable', 'dom'],
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  files: ['shop.mts'],
}

export const nestTypeorm: Row = {
  name: 'NestJS with TypeORM, as the README has it',
  project: {
    ours: ['auth-core', 'nestjs', 'simulator', 'store-postgres'],
    theirs: ['@nestjs/common@12', '@nestjs/core@12', '@nestjs/typeorm@12', 'typeorm@1', 'pg@8'].concat([
      'reflect-metadata@0.2',
      'rxjs@7',
      'typescript@5.9',
      '@types/node@24',
    ]),
    files: {
      'shop.mts': snippet('store-postgres', 'ts', 'TypeOrmModule'),
      'tsconfig.json': JSON.stringify(tsconfig),
      ...(await bundle('nest-typeorm')),
    },
  },
  commands: [
    { args: ['node_modules/typescript/bin/tsc', '-p', '.'] },
    { args: ['nest-typeorm.mjs'], says: /one login for 20 requests|NOT TESTED/ },
  ],
}
