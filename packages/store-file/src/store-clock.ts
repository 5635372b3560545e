import { readFileSync } from 'node:fs'
import type { Clock } from '@pagamio/auth-core'

/** The two clocks of a machine, as its processes share them. */
export interface StoreClock extends Pick<Clock, 'now' | 'monotonic'> {
  /**
   * Identifies the start of the machine that `monotonic` counts from. Readings with different names are never compared.
   * @default not known: nothing in the future of the wall clock can be dated
   */
  readonly boot?: string | undefined
}

/**
 * `now` grows while the machine sleeps and outlives its restart, but somebody may set it. `monotonic` cannot be set: it
 * dates leases and permits, and token sets together with `now`. Node counts from the machine's start, the same in all
 * processes. Bun and Deno count from each process's own start, so they go by the wall.
 */
export function machineClock(): StoreClock {
  const { bun, deno } = process.versions
  const now = () => Date.now()
  if (bun || deno) return { now, monotonic: now, boot: 'wall' }
  return { now, monotonic: () => Number(process.hrtime.bigint()) / 1e6, boot: bootId() }
}

/** Linux has one for each start of its kernel. */
function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}
