import type { PagamioVariable } from './pagamio-variable.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** Set by `pagamio()`. Handlers without that middleware have none, whatever the type says. */
    pagamio: PagamioVariable
  }
}

/** Importing `@pagamio/hono/augment` types `c.var.pagamio` in every handler of the project. */
export const augmented = true
