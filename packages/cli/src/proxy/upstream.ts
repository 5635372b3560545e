import { type Dispatcher, Pool } from 'undici'

export type { Dispatcher }

/** Connections to the API, as many as are asked for at once. */
export const directTo = (origin: string): Dispatcher => new Pool(origin, { connectTimeout: 10_000, allowH2: false })
