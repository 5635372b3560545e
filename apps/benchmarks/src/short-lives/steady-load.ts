/** How the callers fared. Times are in milliseconds. */
export interface Waits {
  readonly calls: number
  readonly failures: number
  /** Calls that waited longer than 50 ms. */
  readonly stalls: number
  readonly p50: number
  readonly p99: number
  readonly longest: number
}

/** A quarter of what the token endpoint takes: a call that waits longer waits for a token, and not for the machine. */
const STALL_MS = 50

const TICK_MS = 5

/** Calls `getToken` so many times a second for so long, and never waits for one call before it makes the next. */
export async function steadyLoad(
  getToken: () => Promise<unknown>,
  { perSecond, forMs }: { readonly perSecond: number; readonly forMs: number },
): Promise<Waits> {
  const waits: number[] = []
  let failures = 0
  const call = async () => {
    const startedAt = performance.now()
    try {
      await getToken()
    } catch {
      failures++
    }
    waits.push(performance.now() - startedAt)
  }

  const calls: Promise<void>[] = []
  const startedAt = performance.now()
  let elapsed = 0
  while (elapsed < forMs) {
    await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    elapsed = Math.min(performance.now() - startedAt, forMs)
    // What a late timer left out is made up for, so that the rate stays the same on a loaded machine.
    while (calls.length < (elapsed * perSecond) / 1_000) calls.push(call())
  }
  await Promise.all(calls)

  waits.sort((a, b) => a - b)
  const at = (share: number) => waits[Math.min(Math.floor(waits.length * share), waits.length - 1)] ?? Number.NaN
  const stalls = waits.filter((ms) => ms > STALL_MS).length
  return { calls: waits.length, failures, stalls, p50: at(0.5), p99: at(0.99), longest: at(1) }
}
