export { type MerchantOptions, type PagamioOptions, pagamio } from './pagamio.ts'
export { type PagamioProxyOptions, pagamioProxy } from './pagamio-proxy.ts'
export type { PagamioVariable } from './pagamio-variable.ts'
