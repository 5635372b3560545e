export { type InstrumentOptions, instrumentPagamio } from './instrument-pagamio.ts'
export { metricNames } from './metric-names.ts'
