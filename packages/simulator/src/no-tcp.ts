import type { Listener } from './listener.ts'

/** In place of `tcp.ts` where the import condition `node` is not set: on edge runtimes, and in bundles for them. */
export async function listen(): Promise<Listener> {
  throw new Error('simulator.listen() needs Node; simulator.fetch is there everywhere')
}
