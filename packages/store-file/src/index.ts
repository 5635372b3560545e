export type { BudgetLeft } from './budget-left.ts'
export { type FileStore, type FileStoreOptions, fileStore } from './file-store.ts'
export type { StoreClock } from './store-clock.ts'
