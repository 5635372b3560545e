export { createPagamioKy } from './create-pagamio-ky.ts'
export { type PagamioHooks, type PagamioHooksOptions, pagamioHooks } from './pagamio-hooks.ts'
