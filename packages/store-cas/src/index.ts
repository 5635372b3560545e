export type { CasPort, VersionedText } from './cas-port.ts'
export { type CasStoreOptions, storeFromCas } from './store-from-cas.ts'
