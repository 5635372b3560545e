import { type PermitAsk, permitKey, type StoreCall } from '@pagamio/auth-core'

/** A call with all the time in the world. */
export const ample: StoreCall = { signal: new AbortController().signal }

export const ORIGIN = 'https://origin.example'
export const LOGIN = permitKey(ORIGIN, 'login')

/** Of a generation, with the text that goes with it. */
export const entry = (generation: number, ttlMs = 60_000) => ({ text: `text ${generation}`, generation, ttlMs })

export const ask = (id: string, limit = 5): PermitAsk => ({
  id,
  limit,
  windowMs: 60_000,
  callMs: 30_000,
  placeMs: 15_000,
})
