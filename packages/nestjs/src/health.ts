export { PagamioHealthIndicator, type PagamioHealthOptions } from './pagamio-health-indicator.ts'
