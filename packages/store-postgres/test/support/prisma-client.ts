// What `prisma generate` makes of a schema for PostgreSQL without models, without the types of models: generating needs a
// download, and raw queries need no more than this.
import {
  type GetPrismaClientConfig,
  getPrismaClient,
  type SqlDriverAdapterFactory,
} from '@prisma/client/runtime/client'

const { Module } = Reflect.get(globalThis, 'WebAssembly') as { readonly Module: new (bytes: Uint8Array) => never }

const config: GetPrismaClientConfig = {
  previewFeatures: [],
  clientVersion: '7.10.0',
  engineVersion: '0edf323efd1d98336f3f0a68684b56f689b900d3',
  activeProvider: 'postgresql',
  inlineSchema:
    'generator client {\n  provider = "prisma-client"\n}\n\ndatasource db {\n  provider = "postgresql"\n}\n',
  runtimeDataModel: { models: {}, enums: {}, types: {} },
  parameterizationSchema: { strings: [], graph: 'AAAA' },
  compilerWasm: {
    // @ts-expect-error: it has no types
    getRuntime: () => import('@prisma/client/runtime/query_compiler_fast_bg.postgresql.mjs'),
    async getQueryCompilerWasmModule() {
      // @ts-expect-error: it has no types
      const { wasm } = await import('@prisma/client/runtime/query_compiler_fast_bg.postgresql.wasm-base64.mjs')
      return new Module(Buffer.from(wasm, 'base64'))
    },
    importName: './query_compiler_fast_bg.js',
  },
}

interface PrismaClient {
  $queryRawUnsafe(text: string, ...values: unknown[]): Promise<unknown>
  $disconnect(): Promise<void>
}

export const PrismaClient = getPrismaClient(config) as unknown as new (options: {
  adapter: SqlDriverAdapterFactory
}) => PrismaClient
