import { SlotChanges } from '@pagamio/auth-core'
import type { PostgresClient } from './query-port.ts'

/** With the statement before it, less than the half second that the core gives a store. */
const TOLD_WITHIN_MS = 250
/** A connection is not kept for longer than this for nobody. */
const QUIET_MS = 5_000

/** Waits for a change of a lease, for less than half a second since it was asked for; how that ends makes no difference. */
export type UntilTold = (lease: string, askedAt: number) => Promise<void>

/** Where the client can listen: it does with the first who waits, and no longer when nobody has waited for a while. */
export function untilTold(client: PostgresClient, channel: string): UntilTold {
  const changes = new SlotChanges()
  let listening: ReturnType<typeof listen> | undefined
  let quiet: ReturnType<typeof setTimeout> | undefined

  const listen = async () => client.listen?.(channel, (changed) => changes.tell(changed))

  function stop(): void {
    listening?.then((end) => end?.()).catch(() => {})
    listening = undefined
  }

  return async (lease, askedAt) => {
    listening ??= listen()
    // Who cannot listen looks.
    listening.catch(() => {
      listening = undefined
    })
    clearTimeout(quiet)
    quiet = setTimeout(stop, QUIET_MS)
    // It holds no process back.
    quiet.unref?.()
    await changes.next(lease, TOLD_WITHIN_MS - (performance.now() - askedAt))
  }
}
