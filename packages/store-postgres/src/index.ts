export { type PostgresStore, type PostgresStoreOptions, postgresStore } from './postgres-store.ts'
export { PostgresStoreError } from './postgres-store-error.ts'
export type { PostgresClient } from './query-port.ts'
export { migration, type TableOptions } from './table.ts'
