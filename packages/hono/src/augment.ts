import type { PagamioVariable } from './pagamio-variable.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** Set by `pagamio()`; in handlers that it does not cover there is none, whatever the type says. */
    pagamio: PagamioVariable
  }
}

/** Importing `@pagamio/hono/augment` types `c.var.pagamio` in every handler of the project. */
export const augmented = true
