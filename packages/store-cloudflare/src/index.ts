export { type DurableStoreOptions, durableStore } from './durable-store.ts'
export type { ObjectNamespace, ObjectState, SqlCursor } from './object-types.ts'
export { PagamioStore } from './pagamio-store.ts'
