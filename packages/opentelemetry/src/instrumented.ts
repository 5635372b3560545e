import type { PagamioAuth, PagamioAuthPool } from '@pagamio/auth-core'

/** What can be watched: one instance, or a pool of them. */
export type Instrumented = Pick<PagamioAuth, 'subscribe' | 'status'> | Pick<PagamioAuthPool, 'subscribe' | 'status'>

export type InstrumentedStatus = ReturnType<Instrumented['status']>
