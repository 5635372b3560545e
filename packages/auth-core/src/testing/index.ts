export { type ManualClock, manualClock } from './manual-clock.ts'
export { type ConformanceCase, storeConformance, type TestSubject } from './store-conformance.ts'
