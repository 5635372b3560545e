import type { Clock } from '@pagamio/auth-core'

/** The two clocks of a machine, as its processes share them. */
export type StoreClock = Pick<Clock, 'now' | 'monotonic'>

const { bun, deno } = process.versions

/**
 * `now` dates token sets, because they outlive a restart of the machine and grow older while it sleeps.
 * `monotonic` dates leases and permits, because no jump of the wall clock may end them or prolong them: Node counts from
 * the machine's start, the same in all processes. Bun and Deno count from each process's own start, so they go by the wall.
 */
export const machineClock: StoreClock = {
  now: () => Date.now(),
  monotonic: bun || deno ? () => Date.now() : () => Number(process.hrtime.bigint()) / 1e6,
}
