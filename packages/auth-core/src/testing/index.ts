export {
  createPagamioStub,
  type PagamioStub,
  type StubCall,
  type StubOptions,
  type StubResponse,
} from './create-stub.ts'
export { type ManualClock, manualClock } from './manual-clock.ts'
export { type ClaimedCapabilities, type ConformanceCase, storeConformance } from './store-conformance.ts'
export type { TestSubject } from './test-subject.ts'
